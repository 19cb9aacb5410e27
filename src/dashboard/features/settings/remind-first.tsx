import { useMutation, useQuery } from '@tanstack/react-query'
import { settings } from '#contract/settings'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'
import { Button } from '../../ui/button'
import { Problem, Remark } from '../../ui/problem'
import { MailIcon } from '../../ui/rare-icons'
import { useMissing } from '../me/me.queries'
import { remindersPreview } from './settings.queries'
import { settingsText } from './settings.text'

const text = settingsText.remind

/** Writes to those who have no second step before one is required. `day`: from when, empty is at once. */
export function RemindFirst({ realm, day }: { realm: string; day: string }) {
  const cannot = useMissing('settings:write', { realm })
  const preview = useQuery({ ...remindersPreview(realm), enabled: cannot === undefined })
  const send = useMutation({
    mutationFn: () => call(settings.remindOfSecondStep, { params: { realm }, body: day === '' ? {} : { from: day } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: remindersPreview(realm).queryKey }),
  })
  const people = preview.data?.people
  if (people?.total === 0 && !send.data) return null
  const sent = send.data
  const reason = cannot ?? (people ? (people.done === 0 ? text.nobody : undefined) : text.counting)
  return (
    <>
      <Remark
        tone="calm"
        title={text.title}
        actions={
          <Button
            size="xs"
            icon={MailIcon}
            loading={send.isPending}
            disabledReason={sent ? text.done : reason}
            onClick={() => send.mutate()}
          >
            {text.button(sent ? sent.people.done : (people?.done ?? 0))}
          </Button>
        }
      >
        <p>{text.what}</p>
        {people && !sent && people.skipped.map(({ reason: why, count }) => <p key={why}>{text.leftOut(why, count)}</p>)}
        <p role="status">{sent && text.sent(sent.people.done, sent.mail)}</p>
      </Remark>
      {send.error && <Problem error={send.error} />}
    </>
  )
}
