import { expect, test } from 'vitest'
import { RealmListQuery } from '#contract/realms'
import { readQuery } from './list-query'

test('a pasted link with something wrong in it still shows the list', () => {
  expect(readQuery(RealmListQuery, '?q=ops&sort=colour&limit=9999')).toMatchObject({
    q: 'ops',
    sort: 'name',
    limit: 50,
  })
})
