import type { AccessPolicy } from '#contract/access-requests'
import type { Queryable } from '../db/open'

/** What a realm's settings say of approvals. */
export interface ApprovalSettings {
  enabled: boolean
  defaultApprovals: number
  defaultDurationSeconds: number
  requestExpiresAfterSeconds: number
}

const usual: ApprovalSettings = {
  enabled: false,
  defaultApprovals: 1,
  defaultDurationSeconds: 8 * 3600,
  requestExpiresAfterSeconds: 7 * 24 * 3600,
}

/** The part of a realm's settings about approvals, with what holds where it says nothing. */
export function approvalSettings(settings: unknown): ApprovalSettings {
  const given = (settings as { approvals?: Partial<ApprovalSettings> } | null)?.approvals
  return { ...usual, ...given }
}

export async function approvalsIn(db: Queryable, realmId: string): Promise<ApprovalSettings> {
  const rows = await db.selectFrom('realms').select('settings').where('id', '=', realmId).execute()
  return approvalSettings(JSON.parse(rows[0]?.settings ?? '{}'))
}

/** A policy as the column holds it. */
export const readPolicy = (text: string | null): AccessPolicy | null =>
  // Written by us after its schema was applied.
  text === null ? null : (JSON.parse(text) as AccessPolicy)
