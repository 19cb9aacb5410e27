import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'react-router'
import type { Verification } from '#contract/activity'
import { queryClient } from '../../api/query-client'
import { Button } from '../../ui/button'
import { CheckIcon } from '../../ui/icons'
import { Problem, Remark } from '../../ui/problem'
import { useMissing } from '../me/me.queries'
import { verifyActivity } from './activity.queries'
import { activityText } from './activity.text'
import classes from './activity.module.css'

const text = activityText.verify

/** Checks the account's log and says in words what came of it. The button stands in the page's header. */
export function Verify({ accountId, header }: { accountId: string; header: (button: ReactNode) => ReactNode }) {
  const missing = useMissing('activity:write', { accountId })
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: () => verifyActivity(accountId),
    // That it was checked is written down as well.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['accounts', accountId] }),
  })
  const close = (
    <Button size="xs" onClick={reset}>
      {text.close}
    </Button>
  )
  return (
    <>
      {header(
        <Button icon={CheckIcon} loading={isPending} disabledReason={missing} onClick={() => mutate()}>
          {text.button}
        </Button>,
      )}
      <div role="status" className="visually-hidden">
        {isPending ? text.running : ''}
      </div>
      {error && (
        <div className={classes.verify}>
          <Problem error={error} actions={close} />
        </div>
      )}
      {data && (
        <div className={classes.verify}>
          {data.ok ? <Good result={data} close={close} /> : <Bad result={data} accountId={accountId} close={close} />}
        </div>
      )}
    </>
  )
}

const Good = ({ result, close }: { result: Verification; close: ReactNode }) => (
  <Remark tone="calm" alert title={text.good(result)} actions={close}>
    {result.erased > 0 && <p>{text.erased(result.erased)}</p>}
  </Remark>
)

function Bad({ result, accountId, close }: { result: Verification; accountId: string; close: ReactNode }) {
  const { pathname } = useLocation()
  const id = result.firstBad?.id
  return (
    <Remark alert title={text.bad(result)} actions={close}>
      <p>
        {text.badText(result)}{' '}
        {id && <Link to={`${pathname}?${new URLSearchParams({ account: accountId, eventId: id })}`}>{text.show}</Link>}
      </p>
      <p>{text.whatToDo}</p>
    </Remark>
  )
}
