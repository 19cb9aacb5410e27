// @ts-check
import { access, constants, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { mustRun } from './run.mjs'

/**
 * The place for large things that only tests need and that are no dependencies of ours: one for all checkouts. Root's own
 * cache lies in a directory that nobody else may enter, and what is kept there must be run by others (PostgreSQL refuses
 * to run as root), hence /var/cache.
 *
 * @returns {Promise<string>}
 */
async function cacheDirectory() {
  const personal = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'castellan')
  const candidates = [
    process.getuid?.() === 0 ? '/var/cache/castellan' : personal,
    join(root, 'node_modules/.cache/castellan'),
  ]
  for (const directory of candidates) {
    try {
      await mkdir(directory, { recursive: true })
      await access(directory, constants.W_OK)
      return directory
    } catch {
      // A home that does not exist or cannot be written to: the next candidate.
    }
  }
  throw new Error(`No place to keep test tools: none of ${candidates.join(', ')} can be written to.`)
}

/**
 * Brings a package with npm, outside the project's own dependencies, and prepares it once. Answers where it lies.
 *
 * @param {string} name
 * @param {string} version
 * @param {(directory: string) => Promise<void>} prepare receives the package's directory; install scripts do not run
 * @returns {Promise<string>} the package's directory
 */
export async function cachedPackage(name, version, prepare) {
  const cache = await cacheDirectory()
  const kept = join(cache, `${name.replace(/\W+/g, '-').replace(/^-/, '')}-${version}`)
  const installed = join(kept, 'node_modules', name)
  if (await exists(installed)) return installed

  // Made beside and renamed when whole: two test runs at once, or one that was killed, leave no half package.
  const making = await mkdtemp(`${kept}-`)
  try {
    // A package.json of its own keeps npm from looking further up for a project to install into.
    await writeFile(join(making, 'package.json'), '{"private":true}')
    const args = ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts']
    await mustRun('npm', [...args, '--prefix', making, `${name}@${version}`], { cwd: making })
    await prepare(join(making, 'node_modules', name))
    // mkdtemp makes it for its owner alone; an unprivileged PostgreSQL has to get in.
    await mustRun('chmod', ['755', making])
    await rename(making, kept).catch(async (error) => {
      if (!(await exists(installed))) throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return installed
}

/**
 * @param {string} path
 * @returns {Promise<boolean>}
 */
export const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  )
