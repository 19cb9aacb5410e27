import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/**
 * `dashboard → contract ← server`, never across, and a few directions inside them (STYLE, "The tree is the architecture").
 * The linter says so while typing; this resolves every import and leaves no way round.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  imports: Record<string, string>
  dependencies: Record<string, string>
}
// Our own package.json: its shape is known.
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

interface Import {
  from: string
  /** What stands in the file. */
  specifier: string
  /** A file below the root, or a package as it is named. */
  to: string
  isFile: boolean
}

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file}`)
  .filter((file) => /\.tsx?$/.test(file))

const isTest = (file: string) => /\.test\.tsx?$|^src\/server\/testing\//.test(file)

/** Imports and re-exports (`} from …` ends those of several lines), bare imports, dynamic imports of a literal. */
const IMPORT =
  /^\s*(?:import|export|\})[^'"\n]*\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm

const imports: Import[] = files.flatMap((from) => {
  const code = readFileSync(join(root, from), 'utf8').replace(COMMENT, '')
  return [...code.matchAll(IMPORT)].map((match) => {
    const specifier = (match[1] ?? match[2] ?? match[3] ?? '').replace(/\?\w+$/, '')
    const target = fileTarget(from, specifier)
    return { from, specifier, to: target ?? packageName(specifier), isFile: target !== null }
  })
})

/** The file that an import means, below the root; null when it means a package. */
function fileTarget(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return complete(join(dirname(from), specifier))
  if (!specifier.startsWith('#')) return null
  for (const [pattern, target] of Object.entries(manifest.imports)) {
    const prefix = pattern.slice(0, -1)
    if (specifier.startsWith(prefix)) return complete(target.slice(2).replace('*', specifier.slice(prefix.length)))
  }
  return specifier
}

function complete(path: string): string {
  const candidates = [path, `${path}.ts`, `${path}.tsx`]
  const found = candidates.find(
    (candidate) => existsSync(join(root, candidate)) && statSync(join(root, candidate)).isFile(),
  )
  return found ?? path
}

function packageName(specifier: string): string {
  const [first, second] = specifier.split('/')
  return specifier.startsWith('@') ? `${first}/${second}` : `${first}`
}

const said = (found: Import[]) => found.map(({ from, specifier }) => `${from} imports ${specifier}`)
const inside = (directory: string) => (path: string) => path.startsWith(`${directory}/`)
const contract = inside('src/contract')
const dashboard = inside('src/dashboard')
const server = inside('src/server')
const tools = inside('src/tools')

test('the walk finds the files and their imports', () => {
  expect(files).toContain('src/contract/endpoint.ts')
  expect(imports).toContainEqual({
    from: 'src/contract/endpoint.ts',
    specifier: './permissions',
    to: 'src/contract/permissions.ts',
    isFile: true,
  })
  expect(said(imports.filter(({ to, isFile }) => isFile && !existsSync(join(root, to))))).toEqual([])
})

describe('directions', () => {
  test('the contract knows nothing but itself', () => {
    expect(said(imports.filter(({ from, to, isFile }) => contract(from) && isFile && !contract(to)))).toEqual([])
  })

  test('the dashboard knows only the contract', () => {
    const wrong = imports.filter(({ from, to, isFile }) => dashboard(from) && isFile && !dashboard(to) && !contract(to))
    expect(said(wrong)).toEqual([])
  })

  test('the server knows only the contract', () => {
    const wrong = imports.filter(({ from, to, isFile }) => server(from) && isFile && !server(to) && !contract(to))
    // Its tests may also start the built server, as the end-to-end tests do.
    const startsServer = ({ from, to }: Import) => isTest(from) && tools(to)
    expect(said(wrong.filter((found) => !startsServer(found)))).toEqual([])
  })

  test('nothing that runs needs our tools or the helpers of tests', () => {
    const runs = (file: string) => !isTest(file) && !tools(file)
    expect(said(imports.filter(({ from, to }) => runs(from) && (tools(to) || isTest(to))))).toEqual([])
  })

  test('ui/ knows no feature', () => {
    expect(
      said(imports.filter(({ from, to }) => inside('src/dashboard/ui')(from) && inside('src/dashboard/features')(to))),
    ).toEqual([])
  })

  test('a feature of the dashboard reaches another through its queries and its words', () => {
    const feature = (path: string) => /^src\/dashboard\/features\/([^/]+)\//.exec(path)?.[1]
    // Every page may say what happened lately to the thing that it shows, take that back, say what is happening to it, and
    // which people have to do with it.
    const open =
      /\.(queries|text)\.tsx?$|^src\/dashboard\/features\/(activity\/(recent-activity|running-batches|undo)|identities\/(group-members|role-holders|application-people))\.tsx$/
    const wrong = imports.filter(
      ({ from, to }) => feature(from) && feature(to) && feature(from) !== feature(to) && !open.test(to),
    )
    expect(said(wrong)).toEqual([])
  })

  test('a feature of the server reaches another through its service', () => {
    const feature = (path: string) => /^src\/server\/features\/([^/]+)\//.exec(path)?.[1]
    const wrong = imports.filter(
      ({ from, to }) =>
        !isTest(from) &&
        feature(from) &&
        feature(to) &&
        feature(from) !== feature(to) &&
        /\.(store|routes)\.ts$/.test(to),
    )
    expect(said(wrong)).toEqual([])
  })
})

describe('packages', () => {
  const packages = imports.filter(({ from, isFile }) => !isFile && !isTest(from))

  test('the contract needs zod/mini alone', () => {
    expect(said(packages.filter(({ from, specifier }) => contract(from) && specifier !== 'zod/mini'))).toEqual([])
  })

  test('the dashboard takes nothing of Node or the server', () => {
    const foreign = /^(node:|fastify|@fastify\/|kysely|libsql|pg$|@node-rs\/|close-with-grace|zod$|zod\/v)/
    expect(said(packages.filter(({ from, specifier }) => dashboard(from) && foreign.test(specifier)))).toEqual([])
  })

  test('the server takes nothing of the browser', () => {
    const foreign = /^(react|@mantine\/|@tanstack\/|@hookform\/|@tabler\/|zod$|zod\/v)/
    expect(said(packages.filter(({ from, specifier }) => server(from) && foreign.test(specifier)))).toEqual([])
  })

  test('whatever runs or builds is a dependency, so that an install without the others works', () => {
    const wrong = packages.filter(
      ({ from, to, specifier }) => !tools(from) && !specifier.startsWith('node:') && !(to in manifest.dependencies),
    )
    expect(said(wrong)).toEqual([])
  })
})

test('there are no barrels: files are imported directly', () => {
  expect(files.filter((file) => /(^|\/)index\.tsx?$/.test(file))).toEqual([])
})
