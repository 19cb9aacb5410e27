import { useForm } from 'react-hook-form'
import { ChoiceField } from '../../ui/choice-field'
import { Remark } from '../../ui/problem'
import type { JoinProps } from './join-who'
import type { Draft } from './new-person'
import { Step } from './playbook'
import { someoneJoinedText } from './someone-joined.text'
import classes from './playbook.module.css'

const { invite: text, steps } = someoneJoinedText

/** Whether a mail asks them to come. */
export function JoinInvite({ way, realm, go, draft }: JoinProps & { draft: Draft }) {
  const { email } = draft.who
  const form = useForm({ defaultValues: { invite: draft.invite && email !== '' ? 'yes' : 'no' } })
  const next = form.handleSubmit(({ invite }) => go('review', { ...draft, invite: invite === 'yes' }))
  const no = { value: 'no', label: text.no, description: text.noText }
  return (
    <Step name="invite" steps={steps} way={way} realm={realm} next={{ label: text.next, run: () => void next() }}>
      {email === '' && <Remark tone="calm">{text.noEmail}</Remark>}
      <ChoiceField
        control={form.control}
        name="invite"
        label={text.label}
        choices={email === '' ? [no] : [{ value: 'yes', label: text.yes, description: text.yesText(email) }, no]}
      />
      {email !== '' && <p className={classes.quiet}>{text.noServer}</p>}
    </Step>
  )
}
