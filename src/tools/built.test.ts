import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** Takes a moment, notes that it ran, and leaves a server behind that only says so. */
const FAKE_BUILD = `
  import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
  import { setTimeout } from 'node:timers/promises'
  appendFileSync('builds', 'x')
  rmSync('dist', { recursive: true, force: true })
  await setTimeout(300)
  if (process.env.FAIL) throw new Error('a mistake in the sources')
  mkdirSync('dist/server', { recursive: true })
  writeFileSync('dist/server/main.js', 'console.log("serving")')
`
let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'castellan-built-'))
  mkdirSync(join(project, 'src/tools'), { recursive: true })
  mkdirSync(join(project, 'node_modules'))
  for (const file of ['start.mjs', 'built.mjs', 'run.mjs', 'paths.mjs']) {
    cpSync(fileURLToPath(new URL(file, import.meta.url)), join(project, 'src/tools', file))
  }
  writeFileSync(join(project, 'src/tools/build.mjs'), FAKE_BUILD)
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

function start(env: Record<string, string> = {}) {
  const options = { cwd: project, env: { ...process.env, ...env }, stdio: 'pipe' } as const
  const child = spawn(process.execPath, ['src/tools/start.mjs'], options)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }))
  return { child, ended }
}

const builds = () => readFileSync(join(project, 'builds'), 'utf8').length
const edit = () => appendFileSync(join(project, 'src/page.ts'), '// edited\n')

test('builds on the first start and when the sources change, and otherwise not', async () => {
  expect((await start().ended).output).toMatch(/^Building the dashboard\..*\nserving\n$/)
  expect((await start().ended).output).toBe('serving\n')
  writeFileSync(join(project, 'src/page.test.ts'), '// tests are not built')
  expect((await start().ended).output).toBe('serving\n')
  edit()
  await start().ended
  expect(builds()).toBe(2)
})

test('starts at the same time share one build', async () => {
  const all = await Promise.all([start().ended, start().ended, start().ended])
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(builds()).toBe(1)
})

test('a failed build shows its output, ends with 1 and is tried again', async () => {
  const failed = await start({ FAIL: 'yes' }).ended
  expect(failed.code).toBe(1)
  expect(failed.output).toContain('a mistake in the sources')
  expect((await start().ended).code).toBe(0)
})

test('a build whose start was killed is waited for, then repeated', async () => {
  const killed = start()
  while (!existsSync(join(project, 'builds'))) await new Promise((resolve) => void setTimeout(resolve, 10))
  killed.child.kill('SIGKILL')
  const all = await Promise.all([start().ended, start().ended])
  expect(all.map(({ output }) => output.endsWith('serving\n'))).toEqual([true, true])
  expect(builds()).toBe(2)
})
