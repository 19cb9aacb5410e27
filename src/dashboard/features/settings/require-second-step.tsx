import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import { DialogActions, DialogFrame } from '../../ui/dialog-frame'
import { openDialog } from '../../ui/open-dialog'
import { uiText } from '../../ui/ui.text'
import { may, useMe } from '../me/me.queries'
import { dayOf, startOf } from './days'
import { RemindFirst } from './remind-first'
import { settingsQueries } from './settings.queries'
import { settingsText } from './settings.text'

const text = settingsText.require

/** Says what it means before a second step is required, and offers to begin on a day to come. Null: not now. */
export const askForSecondStep = (realm: string, from: string): Promise<{ from: string | null } | null> =>
  openDialog<{ from: string | null } | null>(
    (settle, gone) => <RequireDialog realm={realm} from={from} onRequire={settle} onGone={gone} />,
    null,
  )

interface RequireDialogProps {
  realm: string
  from: string
  onRequire: (answer: { from: string | null }) => void
  onGone: () => void
}

function RequireDialog({ realm, from, onRequire, onGone }: RequireDialogProps) {
  const [day, setDay] = useState(from)
  const past = day !== '' && day < dayOf(new Date())
  return (
    <DialogFrame title={text.title} onGone={onGone}>
      {(close) => (
        <>
          <WhoHasNone realm={realm} />
          <ul>
            <li>{text.stay}</li>
            <li>{text.breakGlass}</li>
            <li>{text.notYet}</li>
          </ul>
          <RemindFirst realm={realm} day={past ? '' : day} />
          <TextInput
            type="date"
            label={text.when}
            description={text.whenHint}
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
            error={past ? text.past : undefined}
          />
          <DialogActions>
            <Button onClick={close}>{uiText.cancel}</Button>
            <Button
              kind="primary"
              disabledReason={past ? text.past : undefined}
              onClick={() => {
                onRequire({ from: day === '' ? null : startOf(day) })
                close()
              }}
            >
              {day === '' ? text.now : text.later}
            </Button>
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}

function WhoHasNone({ realm }: { realm: string }) {
  const allowed = may(useMe(), 'identity:read', { realm })
  const { data, isPending } = useQuery({ ...settingsQueries.withoutSecondStep(realm), enabled: allowed })
  if (!allowed) return null
  if (isPending) return <p>{text.counting}</p>
  if (!data) return <p>{text.uncounted}</p>
  if (data.total === 0) return <p>{text.nobody}</p>
  return (
    <p>
      {text.without(data.total, data.totalExact)}{' '}
      <Link to={`${paths.identities(realm)}?secondStep=none`} target="_blank">
        {text.see}
      </Link>
    </p>
  )
}
