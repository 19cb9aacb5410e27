import { describe, expect, test } from 'vitest'
import { eventTypes } from './activity'
import { allEndpoints } from './all'
import { administratorRoles, allPermissions } from './permissions'

describe('administrator roles', () => {
  test('the owner holds every permission', () => {
    expect(administratorRoles.owner.permissions).toEqual(allPermissions)
  })

  test.each(Object.entries(administratorRoles))(
    '%s holds only what exists, nothing twice, and says so in words',
    (_, role) => {
      expect(role.permissions.filter((permission) => !allPermissions.includes(permission))).toEqual([])
      expect(new Set(role.permissions).size).toBe(role.permissions.length)
      expect(role.sentence).toMatch(/^May /)
    },
  )

  test('a viewer changes nothing', () => {
    expect(administratorRoles.viewer.permissions.filter((permission) => !permission.endsWith(':read'))).toEqual([])
  })

  test('only the owner deletes realms, and only the owner and billing see invoices', () => {
    const holders = (permission: (typeof allPermissions)[number]) =>
      Object.entries(administratorRoles)
        .filter(([, role]) => (role.permissions as readonly string[]).includes(permission))
        .map(([name]) => name)
    expect(holders('realm:delete')).toEqual(['owner'])
    expect(holders('billing:read')).toEqual(['owner', 'billing'])
  })
})

test('every endpoint says who may call it and what it does', () => {
  const known = [...allPermissions, 'public', 'signed-in', 'of-event', 'of-kind']
  expect(allEndpoints.map(({ needs }) => needs).filter((needs) => !known.includes(needs))).toEqual([])
  expect(allEndpoints.map(({ summary }) => summary).filter((summary) => summary.length < 9)).toEqual([])
  expect(new Set(allEndpoints.map(({ method, path }) => `${method} ${path}`)).size).toBe(allEndpoints.length)
})

test('a type of event can be undone exactly when it is a change of account or realm data', () => {
  const never = Object.entries(eventTypes)
    .filter(([, { undoable }]) => !undoable)
    .map(([type]) => type)
  expect(never).toEqual([
    'account.created',
    'administrator.signed_in',
    'administrator.signed_out',
    'realm.second_steps_asked_for',
    // A mail that was sent, sign-ins and second steps that are gone, and what was decided with others cannot be taken back.
    'identity.invited',
    'identity.sessions_ended',
    'identity.factors_reset',
    'identity.access_ended',
    'identity.bulk_invited',
    'identity.exported',
    'request.asked',
    'request.approved',
    'request.denied',
    'request.withdrawn',
    'request.revoked',
    'request.expired',
    'activity.verified',
    'bin.purged',
  ])
})
