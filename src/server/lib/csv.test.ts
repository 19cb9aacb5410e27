import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvLine, escaped, neutral, plain, split, unescaped } from './csv'

/** Texts that are likely to go wrong. */
const hostile = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...Array.from(`=+-@'"\`\t\r\n ,;/\\|“”‘’＝＋－＠\u00A0\u200B`)) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 12,
})

describe('formulas', () => {
  test.each([
    '=1+1',
    '+49',
    '-3',
    '@x',
    '\t=1',
    '\r',
    ' =1',
    '"=1',
    "'=1",
    '“=1',
    '＝1',
    '＋1',
    '－1',
    '＠1',
    '\u00A0=1',
    '\u200B=1',
  ])('%j is shown and not worked out', (cell) => {
    expect(neutral(cell)).toBe(`'${cell}`)
    expect(plain(neutral(cell))).toBe(cell)
  })

  test.each(['', 'Ada', "O'Brien", "'Ada'", 'a=b', '3-4', 'ada@example.org'])('%j stays as it is', (cell) => {
    expect(neutral(cell)).toBe(cell)
    expect(plain(cell)).toBe(cell)
  })

  test('whatever a cell holds comes back as it was', () => {
    fc.assert(fc.property(hostile, (cell) => plain(neutral(cell)) === cell))
  })
})

test('a line is read by others as it was meant', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 2, maxLength: 6 }), (cells) => {
      const [read] = parse(csvLine(cells), { record_delimiter: '\r\n' })
      expect(read).toEqual(cells)
    }),
  )
})

test('texts that share a cell come back, whatever they hold', () => {
  const trimmed = hostile.map((text) => text.trim())
  fc.assert(
    fc.property(fc.array(trimmed, { minLength: 1, maxLength: 5 }), (texts) => {
      const cell = texts.map((text) => escaped(text, '/;')).join('; ')
      expect(split(cell, ';').map((text) => unescaped(text, '/;'))).toEqual(texts)
    }),
  )
  expect(split('a; b\\;c ;d\\\\', ';')).toEqual(['a', 'b\\;c', 'd\\\\'])
  expect(unescaped('C:\\users\\;x', ';')).toBe('C:\\users;x')
})
