import type { Deps } from '../context'
import { purgeBin } from '../features/bin/purge'
import { endAccess } from '../features/identities/expiry'
import { expireRequests } from '../features/requests/expire'
import { sweep } from './sweep'

/** What is looked after now and then without anybody asking. Every process does; what one has done the others find done. */
export interface Round {
  name: string
  everyMs: number
  /** Ends early, between two slices, when the process is to stop. */
  run: (deps: Deps, isStopping: () => boolean) => Promise<void>
}

export const rounds: readonly Round[] = [
  { name: 'expiry', everyMs: 60_000, run: async (deps, isStopping) => void (await endAccess(deps, isStopping)) },
  { name: 'requests', everyMs: 60_000, run: expireRequests },
  { name: 'sweep', everyMs: 3_600_000, run: sweep },
  { name: 'bin', everyMs: 3_600_000, run: async (deps) => void (await purgeBin(deps)) },
]
