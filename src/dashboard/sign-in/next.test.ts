import { expect, test } from 'vitest'
import { safeNext } from './next'

// The tests run without a page; the function only asks where it is.
globalThis.location ??= { origin: 'https://castellan.example' } as Location

test.each([
  ['?next=%2Frealms%3Fq%3Da', '/realms?q=a'],
  ['', '/'],
  ['?next=%2F%2Fevil.example', '/'],
  ['?next=%2F%5Cevil.example', '/'],
  ['?next=https%3A%2F%2Fevil.example', '/'],
  ['?next=javascript%3Aalert(1)', '/'],
  ['?next=%2F%09%2Fevil.example', '/'],
])('after signing in with %j one goes to %j', (search, path) => {
  expect(safeNext(search)).toBe(path)
})
