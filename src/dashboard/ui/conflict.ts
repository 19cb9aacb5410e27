import * as z from 'zod/mini'
import { Change } from '#contract/changes'
import { isApiError } from '../api/api-error'

/** What `changed_meanwhile` brings along: the thing as it is now, and what happened to it since. */
const Details = z.object({
  current: z.looseObject({ version: z.int() }),
  events: z._default(
    z.array(
      z.object({
        id: z.string(),
        at: z.string(),
        actor: z.object({ name: z.string() }),
        changes: z._default(z.array(Change), []),
      }),
    ),
    [],
  ),
})
export type Conflict = z.infer<typeof Details>

const Changed = z.object({ expected: z.int(), found: z.int() })
export type ChangedSelection = z.infer<typeof Changed>

/** What `selection_changed` says, if an error is that: how many matched, and how many do now. */
export function changedSelectionOf(error: unknown): ChangedSelection | null {
  if (!isApiError(error, 'selection_changed')) return null
  const parsed = Changed.safeParse(error.details)
  return parsed.success ? parsed.data : null
}

/** The conflict in an error, if it is one. */
export function conflictOf(error: unknown): Conflict | null {
  if (!isApiError(error, 'changed_meanwhile')) return null
  const parsed = Details.safeParse(error.details)
  return parsed.success ? parsed.data : null
}
