import { type Server, startServer } from '../src/tools/server-process.mjs'
import type { ServerChoice } from './playwright.config'

export type { Server }

/** Nobody waits in a test that is not about waiting. */
const NO_LIMITS = '999999,999999,999999'

interface Options {
  env?: Record<string, string>
  /** A server that was ended: to start again on what it had, at the port where it was. */
  again?: Server
}

/** The built product, on data of its own. Anyone may register, so that each test can have an account for itself. */
export function startProduct(database: ServerChoice['database'], { env = {}, again }: Options = {}): Promise<Server> {
  return startServer({
    database,
    env: { SIGN_UP: 'open', SIGN_IN_LIMITS: NO_LIMITS, ...env },
    ...(again && { dataDir: again.dataDir, port: again.port }),
    ...(again?.databaseUrl && { databaseUrl: again.databaseUrl }),
  })
}
