import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groups } from '#contract/groups'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.owner.realm('acme')
})
afterAll(() => server.stop())

const realm = 'acme'

describe('groups', () => {
  test('are created, read, edited, moved and deleted', async () => {
    const { owner } = server
    const engineering = await owner.group(realm, 'Engineering', { attributes: { floor: ['3'] } })
    expect(engineering).toMatchObject({ name: 'Engineering', parentId: null, attributes: { floor: ['3'] }, version: 1 })
    const web = await owner.group(realm, 'Web', { parentId: engineering.id })
    expect(web.path).toEqual([{ id: engineering.id, name: 'Engineering' }])

    const params = { realm, groupId: web.id }
    const edited = await owner.call(groups.update, { params, ifMatch: 1, body: { description: 'Pages' } })
    expect(edited).toMatchObject({ description: 'Pages', version: 2 })
    const moved = await owner.call(groups.update, { params, ifMatch: 2, body: { parentId: null } })
    expect(moved.path).toEqual([])
    await owner.call(groups.remove, { params, ifMatch: 3 })
    expect(await owner.refusal(groups.get, { params })).toMatchObject({ status: 404, code: 'not_found' })
  })
})
