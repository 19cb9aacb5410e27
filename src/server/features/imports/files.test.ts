import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ErrorBody } from '#contract/errors'
import { type Import, imports } from '#contract/imports'
import { dump, expectSame } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'
import { guessColumns } from './columns'

/** Files as people have them, and files that are none. */
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.owner.realm('files')
})
afterAll(() => server.stop())

/** Room for hundreds of thousands of rows on a busy machine. */
const LONG_MS = 180_000

const params = { realm: 'files' }
type Content = string | Uint8Array<ArrayBuffer>

async function read(content: Content): Promise<Import & { rows: string[][] }> {
  const made = await server.owner.call(imports.upload, { params, file: { type: 'text/csv', content } })
  await server.running.worker.drain()
  const importId = made.id
  const { items } = await server.owner.call(imports.rows, { params: { ...params, importId }, query: { limit: 200 } })
  return {
    ...(await server.owner.call(imports.get, { params: { ...params, importId } })),
    rows: items.map(({ cells }) => cells),
  }
}

const bytes = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
  )
const swapped = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le').swap16())

describe('encodings', () => {
  const text = 'username,Vorname\r\nzoë,Zoë “Ž” €\r\n'
  const rows = [['zoë', 'Zoë “Ž” €']]

  test.each([
    ['UTF-8', 'utf-8', text],
    ['UTF-8 with a mark', 'utf-8', `\uFEFF${text}`],
    [
      'UTF-16 with a mark, as Excel saves “Unicode text”',
      'utf-16le',
      Uint8Array.from(Buffer.from(`\uFEFF${text}`, 'utf16le')),
    ],
    ['UTF-16 without a mark', 'utf-16le', Uint8Array.from(Buffer.from(text, 'utf16le'))],
    ['UTF-16 the other way round', 'utf-16be', swapped(`\uFEFF${text}`)],
    ['UTF-16 the other way round without a mark', 'utf-16be', swapped(text)],
    [
      'Windows-1252',
      'windows-1252',
      bytes('username,Vorname\r\nzo', [0xeb], ',Zo', [0xeb], ' ', [0x93, 0x8e, 0x94], ' ', [0x80], '\r\n'),
    ],
  ])('%s', async (_name, encoding, content) => {
    expect(await read(content)).toMatchObject({ encoding, rows, columns: [{ name: 'username' }, { name: 'Vorname' }] })
  })

  test('what turns out late to be older is read anew', async () => {
    const filler = Array.from({ length: 3_000 }, (_, i) => `person ${i},Ada\r\n`).join('')
    // The first two bytes of ü would do as UTF-8, what comes at the end would not.
    const content = bytes('username,Vorname\r\n', 'first,', [0xc3, 0xbc], '\r\n', filler, 'last,', [0xfc], '\r\n')
    const made = await read(content)
    expect(made).toMatchObject({ encoding: 'windows-1252', total: 3_002 })
    expect(made.rows[0]).toEqual(['first', 'Ã¼'])
    expect(made.columns[1]?.samples).toEqual(['Ã¼', 'Ada'])
  })

  test('a character that is cut in two by the way is put together', async () => {
    const line = 'ü€😀'.repeat(50)
    const content = `username,Vorname\r\n${Array.from({ length: 400 }, (_, i) => `p${i},${line}\r\n`).join('')}`
    const made = await read(content)
    expect(made.encoding).toBe('utf-8')
    expect(new Set(made.rows.map(([, name]) => name))).toEqual(new Set([line]))
  })
})

describe('forms', () => {
  test.each([
    [';', 'username;email\nada;a@example.org\n'],
    ['\t', 'username\temail\nada\ta@example.org\n'],
    ['|', 'username|email\r\nada|a@example.org'],
    [',', 'username,email\rada,a@example.org\r'],
    [';', 'sep=;\r\nusername;email\r\nada;a@example.org\r\n'],
    [',', '\uFEFF"sep=,"\nusername,email\nada,a@example.org'],
    [';', 'username;email;attr:x\nada;a@example.org;"1,5, 2,5"\n'],
  ])('%j between the cells of %j', async (separator, content) => {
    const made = await read(content)
    expect(made.separator).toBe(separator)
    expect(made.rows[0]?.slice(0, 2)).toEqual(['ada', 'a@example.org'])
  })

  test('quotation marks, lines within cells, blank lines and mixed line ends', async () => {
    const made = await read('username,attr:note\r\n"a ""b""","one\ntwo"\n\r\n  ,\nc,5" disk\r\n')
    expect(made.rows).toEqual([
      ['a "b"', 'one\ntwo'],
      ['c', '5" disk'],
    ])
    const { items } = await server.owner.call(imports.rows, { params: { ...params, importId: made.id } })
    // As a spreadsheet numbers them: blank lines count.
    expect(items.map(({ position }) => position)).toEqual([2, 5])
  })

  test('a file without a header', async () => {
    const made = await read('ada,ada@example.org\nbob,bob@example.org\n')
    expect(made).toMatchObject({ header: false, total: 2 })
    expect(made.columns.map(({ name, meaning }) => [name, meaning])).toEqual([
      ['Column 1', 'ignore'],
      ['Column 2', 'email'],
    ])
  })

  test('what was kept from being a formula is itself again', async () => {
    const made = await read("username,attr:phone\nada,'+49 30\n'=x,'quoted'\n")
    expect(made.rows).toEqual([
      ['ada', '+49 30'],
      ['=x', "'quoted'"],
    ])
  })
})

describe('columns', () => {
  test.each([
    ['User name,E-mail address,First Name,Last Name', ['username', 'email', 'firstName', 'lastName']],
    ['Anmeldename;Mail;Vorname;Familienname', ['username', 'email', 'firstName', 'lastName']],
    ['Identifiant;Courriel;Prénom;Nom', ['username', 'email', 'firstName', 'lastName']],
    ['Usuario,Correo electrónico,Nombre,Apellidos', ['username', 'email', 'firstName', 'lastName']],
    ['login,mail,Name,Rufname', ['username', 'email', 'lastName', 'firstName']],
    ['id,Full name,Email,Email', ['ignore', 'ignore', 'email', 'ignore']],
    ['attr:Cost centre,attribute:Floor', ['attribute:Cost centre', 'attribute:Floor']],
  ])('%s', (header, meanings) => {
    expect(guessColumns(header.split(/[,;]/), []).map(({ meaning }) => meaning)).toEqual(meanings)
  })

  test('of passwords nothing is kept', async () => {
    const secret = 'hunter2-do-not-keep'
    const hash = '$2b$10$abcdefghijklmnopqrstuv'
    const made = await read(`username,Kennwort,notes\nada,${secret},${hash}\nbob,${secret},${hash}\n`)
    expect(made.columns.map(({ refused }) => refused)).toEqual([null, 'password', 'password'])
    expect(made.rows).toEqual([
      ['ada', '', ''],
      ['bob', '', ''],
    ])
    expect(JSON.stringify(await dump(server.db))).not.toMatch(/hunter2|\$2b\$/)
    const update = await server.owner.refusal(imports.update, {
      params: { ...params, importId: made.id },
      body: { columns: ['username', 'attribute:note', 'ignore'] },
    })
    expect(update).toMatchObject({
      status: 422,
      fields: { 'columns.1': expect.stringContaining('passwords') as string },
    })
  })
})

describe('is refused, in words, and nothing of it is kept', () => {
  const png = bytes([0x89], 'PNG\r\n', [0x1a], '\n')
  const xlsx = bytes('PK', [3, 4, 20, 0, 6, 0], '[Content_Types].xml', 'x'.repeat(5_000))
  const manyColumns = `username${',x'.repeat(100)}\nada\n`

  test.each<[string, Content, number, string, string]>([
    ['an Excel workbook', xlsx, 422, 'not_csv', 'This is an Excel workbook. Open it, and save it as CSV.'],
    ['an old Excel workbook', bytes([0xd0, 0xcf, 0x11, 0xe0], 'x'), 422, 'not_csv', 'Excel workbook'],
    [
      'an OpenDocument spreadsheet',
      bytes('PK', [3, 4], 'mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
      422,
      'not_csv',
      'OpenDocument',
    ],
    ['a zip archive', bytes('PK', [3, 4], 'people.csv'), 422, 'not_csv', 'compressed'],
    ['a PDF document', '%PDF-1.7 ', 422, 'not_csv', 'PDF'],
    ['a picture', png, 422, 'not_csv', 'picture'],
    ['a web page', '<!DOCTYPE html><table>', 422, 'not_csv', 'web page'],
    ['a binary file', bytes('username,email\n', [0, 1, 2, 3, 0]), 422, 'not_csv', 'not a text file'],
    ['a NUL far inside', bytes(`username,email\n${'ada,\n'.repeat(4_000)}`, [0]), 422, 'not_csv', 'not a text file'],
    ['nothing', '', 422, 'not_csv', 'empty'],
    ['a header alone', 'username,email\n', 422, 'not_csv', 'empty'],
    ['blank lines', '\n\n,,,\n', 422, 'not_csv', 'empty'],
    ['too many columns', manyColumns, 422, 'too_many_columns', '100'],
    ['too long a cell', `username\n${'x'.repeat(10_001)}\n`, 422, 'line_too_long', 'line 2'],
    [
      'a quotation mark that is never closed',
      `username\nada\n"bob\n${'carol\n'.repeat(20_000)}`,
      422,
      'line_too_long',
      'Line 3',
    ],
    ['a line of separators alone', `username\n${','.repeat(5_000_000)}`, 422, 'line_too_long', 'Line 2'],
    [
      'separators and open quotation marks',
      `username\n${`${','.repeat(60_000)}"\n",`.repeat(50)}`,
      422,
      'line_too_long',
      'Line 2',
    ],
  ])('%s', async (_name, content, status, code, words) => {
    const before = await dump(server.db)
    const refusal = await server.owner.refusal(imports.upload, { params, file: { type: 'text/csv', content } })
    expect(refusal).toMatchObject({ status, code })
    expect(refusal.message).toContain(words)
    expectSame(before, await dump(server.db))
  })

  test('too many lines', { timeout: LONG_MS }, async () => {
    const before = await dump(server.db)
    const content = `username\n${'ada\n'.repeat(200_001)}`
    const refusal = await server.owner.refusal(imports.upload, { params, file: { type: 'text/csv', content } })
    expect(refusal).toMatchObject({ status: 422, code: 'too_many_rows' })
    expectSame(before, await dump(server.db))
  })

  test('what is sent as something else', async () => {
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'image/png']) {
      const refusal = await server.owner.refusal(imports.upload, { params, file: { type, content: '{}' } })
      expect(refusal).toMatchObject({ status: 415, code: 'unsupported_media_type' })
    }
  })

  test('a file where JSON is meant', async () => {
    const { status, body } = await server.owner.raw<ErrorBody>('POST', '/api/realms', {
      headers: { 'content-type': 'text/csv' },
      body: 'name\n',
    })
    expect({ status, code: body.code }).toEqual({ status: 415, code: 'unsupported_media_type' })
  })

  /** Sends what it is given for as long as it is wanted; answers what came back and how much had been sent by then. */
  function send(
    headers: Record<string, string | number>,
    total: number,
  ): Promise<{ status: number; code: string; sent: number }> {
    const chunk = Buffer.from(`${'x'.repeat(4_000)},somebody@example.org\n`.repeat(50))
    return new Promise((resolve, reject) => {
      const url = new URL('/api/realms/files/identities/imports', server.url)
      let sent = 0
      let answered = false
      const going = request(url, {
        method: 'POST',
        headers: { cookie: server.owner.cookie, 'content-type': 'text/csv', ...headers },
      })
      going.on('response', (response) => {
        answered = true
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => {
          const { code } = JSON.parse(text) as ErrorBody
          resolve({ status: response.statusCode ?? 0, code, sent })
          going.destroy()
        })
      })
      going.on('error', (error) => answered || reject(error))
      const more = () => {
        while (!answered && sent < total) {
          sent += chunk.length
          if (!going.write(chunk)) return void going.once('drain', more)
        }
      }
      more()
    })
  }
  const MB = 1024 * 1024

  test('200 MB that say so, at once', async () => {
    const { status, code, sent } = await send({ 'content-length': 200 * MB }, 200 * MB)
    expect({ status, code }).toEqual({ status: 413, code: 'file_too_large' })
    expect(sent).toBeLessThan(20 * MB)
  })

  test('200 MB that do not say so, when the bound is passed', { timeout: LONG_MS }, async () => {
    const before = await dump(server.db)
    const { status, code, sent } = await send({ 'transfer-encoding': 'chunked' }, 200 * MB)
    expect({ status, code }).toEqual({ status: 413, code: 'file_too_large' })
    expect(sent).toBeLessThan(80 * MB)
    expectSame(before, await dump(server.db))
  })

  test('an upload that is broken off', async () => {
    const before = await dump(server.db)
    await new Promise<void>((resolve) => {
      const url = new URL('/api/realms/files/identities/imports', server.url)
      const going = request(url, {
        method: 'POST',
        headers: { cookie: server.owner.cookie, 'content-type': 'text/csv', 'content-length': 1_000_000 },
      })
      going.on('error', () => resolve())
      going.on('close', () => resolve())
      going.write(`username\n${'ada,\n'.repeat(5_000)}`, () => going.destroy())
    })
    await expect
      .poll(
        async () =>
          (await server.db.read.selectFrom('imports').select('id').where('state', '=', 'reading').execute()).length,
      )
      .toBe(0)
    await expect.poll(async () => (await dump(server.db))['import_rows']?.length).toBe(before['import_rows']?.length)
  })
})
