import type { Ref } from '#contract/primitives'

/** A group as far as joining it goes. */
export interface JoinableGroup extends Ref {
  isDefault: boolean
  /** Has an access policy: joining it takes approval while the realm has approvals on. */
  hasPolicy: boolean
}
