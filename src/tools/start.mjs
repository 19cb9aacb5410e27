// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BuildFailed, ensureBuilt } from './built.mjs'
import { root, serverBundle } from './paths.mjs'

if (!existsSync(join(root, 'node_modules'))) {
  console.error('Run "npm ci" first: it installs what Castellan is made of.')
  process.exit(1)
}
try {
  await ensureBuilt()
} catch (error) {
  console.error(error instanceof BuildFailed ? `${error.message}\nThe build failed; the lines above say why.` : error)
  process.exit(1)
}
// The same process, not a child: signals reach the server itself, and starting takes no second Node.
await import(pathToFileURL(serverBundle).href)
