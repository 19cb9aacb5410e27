// @ts-check
import { pathToFileURL } from 'node:url'
import { BuildFailed, ensureBuilt } from './built.mjs'
import { serverBundle } from './paths.mjs'

try {
  await ensureBuilt()
} catch (error) {
  console.error(error instanceof BuildFailed ? `${error.message}\nThe build failed; the lines above say why.` : error)
  process.exit(1)
}
// The same process, not a child: signals reach the server itself, and starting takes no second Node.
await import(pathToFileURL(serverBundle).href)
