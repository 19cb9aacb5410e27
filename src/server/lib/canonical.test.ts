import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from './canonical'

test('keys stand in the order of their code units, wherever they lie', () => {
  expect(canonical({ b: [{ d: 1, c: null }], a: 'x', 10: true, 9: undefined, é: 0, Z: -1 })).toBe(
    '{"10":true,"Z":-1,"a":"x","b":[{"c":null,"d":1}],"é":0}',
  )
  expect(canonical([undefined, null, '"'])).toBe('[null,null,"\\""]')
})

test('it is JSON of the same value, whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonical(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonical(turned(value))).toBe(text)
    }),
  )
})

/** The same with the keys of its objects the other way round. */
const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(turned)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .toReversed()
            .map(([key, entry]) => [key, turned(entry)]),
        )
      : value
