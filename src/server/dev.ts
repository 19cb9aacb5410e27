import type { IncomingMessage, ServerResponse } from 'node:http'
import { readConfig } from './config'
import { newSetupToken } from './features/auth/setup-link'
import { jobKinds } from './jobs/kinds'
import { startWorker } from './jobs/worker'
import { buildServer } from './server'

/** The API for `npm run dev`: the same server behind Vite's port, without the built pages. */
export async function createHandler(publicUrl: string): Promise<{
  handle: (request: IncomingMessage, response: ServerResponse) => void
  close: () => Promise<void>
}> {
  const { app, deps, db } = await buildServer(readConfig(process.env), Date.now, () => publicUrl)
  const worker = startWorker(deps, jobKinds)
  await app.ready()
  const token = await newSetupToken(deps)
  if (token !== null) console.log(`Open this link to become the first owner: ${publicUrl}/setup?token=${token}`)
  return {
    handle: (request, response) => app.routing(request, response),
    async close() {
      await app.close()
      await worker.stop()
      await db.close()
    },
  }
}
