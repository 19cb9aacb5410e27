import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { endpoint, isChange, paramNames } from './endpoint'
import { errorCodes } from './errors'
import { DEFAULT_LIMIT, listQuery, MAX_LIMIT } from './list'
import { Attributes, Email, Id, line, NewPassword, optionalLine, paragraph } from './primitives'
import { RealmName, Username } from './realms'

/** What a schema makes of a value: the value, or the first sentence of its refusal. */
function read(schema: z.ZodMiniType, value: unknown): unknown {
  const parsed = schema.safeParse(value)
  return parsed.success ? { value: parsed.data } : parsed.error.issues[0]?.message
}
const taken = (value: unknown) => ({ value })

describe('text', () => {
  test('is trimmed and bounded by UTF-16 units', () => {
    expect(read(line(5), ' \u00A0abc\u2003 ')).toEqual(taken('abc'))
    expect(read(line(5), 'abcde')).toEqual(taken('abcde'))
    expect(read(line(5), 'abcdef')).toBe('At most 5 characters')
    expect(read(line(5), '😀😀')).toEqual(taken('😀😀'))
    expect(read(line(5), '😀😀😀')).toBe('At most 5 characters')
    expect(read(line(2000), 'x'.repeat(2001))).toBe('At most 2,000 characters')
  })

  test('may be empty where it says so', () => {
    for (const empty of ['', '   ', '\u3000']) {
      expect(read(line(5), empty)).toBe('Fill this in')
      expect(read(optionalLine(5), empty)).toEqual(taken(''))
      expect(read(paragraph(5), empty)).toEqual(taken(''))
    }
    for (const nothing of [null, undefined]) expect(read(line(5), nothing)).toBe('Fill this in')
    expect(read(line(5), 7)).toBe('Expected text')
  })

  test('is bounded as it is compared, too', () => {
    // One character that stands for eighteen.
    expect(read(line(17), '\uFDFA')).toBe('At most 17 characters')
    expect(read(line(18), '\uFDFA')).toEqual(taken('\uFDFA'))
  })

  test('has no control characters, but lines where there may be some', () => {
    const sentence = 'Control characters are not allowed'
    const controls = [
      ...Array.from({ length: 0x20 }, (_, i) => i),
      ...Array.from({ length: 0x21 }, (_, i) => 0x7f + i),
      0x2028,
      0x2029,
    ]
    for (const code of controls) {
      const text = `a${String.fromCharCode(code)}b`
      const inLines = code === 0x09 || code === 0x0a
      expect([code, read(line(9), text)]).toEqual([code, sentence])
      expect([code, read(optionalLine(9), text)]).toEqual([code, sentence])
      expect([code, read(paragraph(9), text)]).toEqual([code, inLines ? taken(text) : sentence])
    }
  })

  test('keeps its reading direction, and its letters', () => {
    for (const code of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]) {
      const refused = 'Characters that change the reading direction are not allowed'
      expect(read(line(9), `a${String.fromCharCode(code)}b`)).toBe(refused)
      expect(read(paragraph(9), `a${String.fromCharCode(code)}b`)).toBe(refused)
    }
    // Marks that single letters need, in families of emoji and in Persian, stay.
    for (const text of ['שלום', 'مرحبا', 'می\u200Cخواهم', '👩\u200D👧', 'a\u200Eb', 'Zu\u0308rich']) {
      expect(read(line(20), text)).toEqual(taken(text))
    }
  })

  test('holds whole characters only', () => {
    for (const half of ['\uD800', 'a\uDC00', '\uDE00\uD83D', 'a\uD83D']) {
      expect(read(line(9), half)).toBe('Contains half of a character')
      expect(read(NewPassword, `password ${half}`)).toBe('Contains half of a character')
    }
  })
})

describe('ids, addresses and passwords', () => {
  test('have their forms', () => {
    const id = '01a20031-ab52-7672-af1d-e7759cb3b989'
    expect(read(Id, id)).toEqual(taken(id))
    for (const wrong of [id.toUpperCase(), ` ${id}`, `${id}\n`, id.slice(1), `{${id}}`, ''])
      expect(read(Id, wrong)).toBeTypeOf('string')
    expect(read(Email, ' Ada@Example.org ')).toEqual(taken('Ada@Example.org'))
    for (const wrong of [
      'ada',
      'ada@',
      '@example.org',
      'a@b',
      'a b@example.org',
      'ada@example.org,ben@example.org',
      `${'a'.repeat(250)}@b.de`,
    ]) {
      expect(read(Email, wrong)).toBeTypeOf('string')
    }
  })

  test('of passwords only the length counts, which is not trimmed', () => {
    expect(read(NewPassword, '        ')).toEqual(taken('        '))
    expect(read(NewPassword, '1234567')).toBe('At least 8 characters')
    expect(read(NewPassword, 'x'.repeat(129))).toBe('At most 128 characters')
  })
})

describe('names of realms and people', () => {
  test('of realms are addresses', () => {
    for (const name of ['ab', 'Acme', '0-_', 'x'.repeat(63)]) expect(read(RealmName, name)).toEqual(taken(name))
    for (const name of ['a', '-a', '_a', 'a b', 'a.b', 'ü-b', 'x'.repeat(64), 'a\n'])
      expect(read(RealmName, name)).toBeTypeOf('string')
    for (const name of ['new', 'NEW', 'Bin', 'import', 'api', 'me'])
      expect(read(RealmName, name)).toBe('This word is reserved')
  })

  test('of people are anything but a word that protocols need', () => {
    expect(read(Username, 'Count')).toBe('This word is reserved')
    expect(read(Username, 'counting')).toEqual(taken('counting'))
  })
})

test('attributes are lists of texts under keys, within bounds', () => {
  const of = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, ['v']]))
  expect(read(Attributes, of(100))).toEqual(taken(of(100)))
  expect(read(Attributes, of(101))).toBe('At most 100 attributes')
  expect(read(Attributes, { k: Array(100).fill('') as string[] })).toEqual(
    taken({ k: Array(100).fill('') as string[] }),
  )
  expect(read(Attributes, { k: Array(101).fill('v') })).toBe('At most 100 entries')
  expect(read(Attributes, { k: ['x'.repeat(1001)] })).toBe('At most 1,000 characters')
  for (const wrong of [{ k: 'v' }, { k: [1] }, { k: null }, { '': ['v'] }, { 'a\u0000': ['v'] }, [], null]) {
    expect(read(Attributes, wrong)).toBeTypeOf('string')
  }
})

describe('a list’s query', () => {
  const query = listQuery(['name', '-name'])

  test('has defaults', () => {
    expect(read(query, {})).toEqual(taken({ limit: DEFAULT_LIMIT, sort: 'name' }))
    expect(read(query, { limit: String(MAX_LIMIT), q: ' a ', sort: '-name', unknown: 'x' })).toEqual(
      taken({ limit: MAX_LIMIT, q: 'a', sort: '-name' }),
    )
  })

  test('is refused in words', () => {
    expect(read(query, { limit: '0' })).toBe('Must be 1 or more')
    expect(read(query, { limit: '201' })).toBe('Must be 200 or less')
    expect(read(query, { sort: 'age' })).toBe('Must be one of: name, -name')
  })
})

describe('an endpoint', () => {
  test('succeeds with 200 when it answers something, else with 204', () => {
    const response = z.object({})
    expect(endpoint('GET', '/a', { needs: 'public', summary: 'A', response }).status).toBe(200)
    expect(endpoint('DELETE', '/a', { needs: 'public', summary: 'A' }).status).toBe(204)
    expect(endpoint('POST', '/a', { needs: 'public', summary: 'A', response, status: 201 }).status).toBe(201)
  })

  test('is a change unless it reads or says otherwise', () => {
    expect(isChange(endpoint('GET', '/a', { needs: 'public', summary: 'A' }))).toBe(false)
    expect(isChange(endpoint('POST', '/a', { needs: 'public', summary: 'A' }))).toBe(true)
    expect(isChange(endpoint('POST', '/a', { needs: 'public', summary: 'A', preview: false }))).toBe(false)
  })

  test('names its parameters in order', () => {
    expect(paramNames('/realms/:realm/bin/:kind/:id/restore')).toEqual(['realm', 'kind', 'id'])
    expect(paramNames('/me')).toEqual([])
  })
})

test('every error code has a status that says whose fault it is, and a sentence', () => {
  for (const [code, [status, message]] of Object.entries(errorCodes)) {
    expect({ code, status: status >= 400 && status < 600 }).toEqual({ code, status: true })
    expect(message).toMatch(/^[A-Z].*\.$/)
  }
  const ours = Object.entries(errorCodes).filter(([, [status]]) => status >= 500)
  expect(ours.map(([code]) => code)).toEqual(['internal', 'unavailable'])
})
