import type { Identity } from '#contract/identities'
import { openDialog } from '../../ui/open-dialog'

export interface WhyRequest {
  realm: string
  person: Identity
  /** Why they hold this role … */
  role?: { id: string; name: string }
  /** … or why they may use this application. */
  application?: { id: string; name: string }
  /** Why nothing can be taken away here; undefined where it can. */
  missing: string | undefined
}

/** Answers "why?": every way by which somebody holds a role, with what can be done about each. */
export async function why(request: WhyRequest): Promise<void> {
  const { WhyDialog } = await import('./why-dialog')
  await openDialog<null>((_settle, gone) => <WhyDialog request={request} onGone={gone} />, null)
}
