import { useState } from 'react'
import { useParams } from 'react-router'
import { LeaveGuard } from '../../ui/leave-guard'
import { InvitationKept } from './invitation-kept'
import { JoinGroups } from './join-groups'
import { JoinInvite } from './join-invite'
import { JoinReview } from './join-review'
import { JoinWho } from './join-who'
import { Draft } from './new-person'
import { loadPlaybook, Playbook } from './playbook'
import { playbooksText } from './playbooks.text'
import { someoneJoinedText as text } from './someone-joined.text'
import { useWay } from './use-way'

export { loadPlaybook as loader }

const { steps } = text

export function Page() {
  const { realm = '' } = useParams()
  const way = useWay()
  // The entry of the history brings it back after a reload; from then on it is kept here, whichever step is shown.
  const [draft, setDraft] = useState<Draft | null>(() => Draft.safeParse(way.draft).data ?? null)
  // With the receipt it is done: whoever goes back from there begins with somebody else.
  if (way.receipt && draft) setDraft(null)
  const known = draft !== null && (way.step === 'groups' || way.step === 'invite' || way.step === 'review')
  const step = way.receipt ? null : known ? (way.step as keyof typeof steps) : 'who'
  const go = (next: keyof typeof steps, changed: Draft) => {
    setDraft(changed)
    void way.to(step ?? 'who', next, {}, changed)
  }
  const common = { way, realm, go }
  return (
    <Playbook
      realm={realm}
      title={playbooksText.joined.title}
      description={text.description}
      steps={steps}
      step={step}
      way={way}
      needs={['identity:write']}
      receiptMore={way.receipt && <InvitationKept realm={realm} identityId={way.receipt.person.id} />}
    >
      {step === 'who' && <JoinWho {...common} draft={draft} />}
      {step === 'groups' && draft && <JoinGroups {...common} draft={draft} />}
      {step === 'invite' && draft && <JoinInvite {...common} draft={draft} />}
      {step === 'review' && draft && <JoinReview way={way} realm={realm} draft={draft} />}
      {step !== null && step !== 'who' && <LeaveGuard when={() => draft !== null} dirty />}
    </Playbook>
  )
}
