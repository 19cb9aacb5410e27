import { useLocation, useNavigate, useSearchParams } from 'react-router'
import * as z from 'zod/mini'
import { Receipt } from './receipt'

/** What goes along with an entry of the browser's history, and is there again after a reload. */
const Kept = z.object({
  /** The entry before this one is the step before. */
  went: z.optional(z.boolean()),
  draft: z.optional(z.unknown()),
  receipt: z.optional(Receipt),
})

type Chosen = 'person' | 'group' | 'how' | 'until' | 'seconds'

export interface Way {
  /** As the address has it; it may ask for more than has been chosen. */
  step: string | null
  chosen: (what: Chosen) => string | null
  draft: unknown
  receipt: Receipt | null
  /** From a step to the next one, with what was chosen in it. */
  to: (from: string, next: string, chosen?: Partial<Record<Chosen, string | null>>, draft?: unknown) => Promise<void>
  /** To the step before, which is an earlier entry of the history where one came that way. */
  back: (step: string) => void
  finish: (receipt: Receipt) => void
}

export const DONE = 'done'

/**
 * Where somebody is in a playbook. Step and choices stand in the address, so that Back and a reload work and a page can
 * lead straight to a later step; what was typed, and the receipt, stay with the history's entry.
 */
export function useWay(): Way {
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const state: unknown = useLocation().state
  const kept = Kept.safeParse(state ?? {}).data ?? {}
  const step = params.get('step')

  const search = (next: string, chosen: Partial<Record<Chosen, string | null>> = {}): string => {
    const changed = new URLSearchParams(params)
    changed.set('step', next)
    for (const [what, value] of Object.entries(chosen)) {
      if (value) changed.set(what, value)
      else changed.delete(what)
    }
    return `?${changed}`
  }
  return {
    step: step === DONE && !kept.receipt ? null : step,
    chosen: (what) => params.get(what) || null,
    draft: kept.draft,
    receipt: step === DONE ? (kept.receipt ?? null) : null,
    to: async (from, next, chosen, draft = kept.draft) => {
      // First into the entry that is left, so that whoever comes back finds what they chose there.
      await navigate(search(from, chosen), { replace: true, state: { went: kept.went ?? false, draft } })
      await navigate(search(next, chosen), { state: { went: true, draft } })
    },
    back: (before) =>
      void (kept.went
        ? navigate(-1)
        : navigate(search(before), {
            replace: true,
            state: { ...(kept.draft !== undefined && { draft: kept.draft }) },
          })),
    // In place of the review: nobody comes back to a button that has done its work.
    finish: (receipt) => void navigate(search(DONE), { replace: true, state: { receipt } }),
  }
}
