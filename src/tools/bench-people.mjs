// @ts-check
/**
 * What is asked of a realm of a million people, and how long each may take (DESIGN §10).
 *
 * @typedef {import('./bench-million-rows.mjs').Seeded} Seeded
 * @typedef {{ label: string, path: string }} Query
 * @typedef {{ what: string, queries: Query[], budgetMs: number }} Part
 * @typedef {Record<string, string>} Parameters
 * @typedef {[label: string, parameters: Parameters]} Choice
 */

const SORTS = ['username', '-username', 'createdAt', '-createdAt', 'lastSignIn', '-lastSignIn']
const BY_SEEN = ['lastSignIn', '-lastSignIn']
const DEEP = ['username', '-createdAt', 'lastSignIn']

const REALM = '/api/realms/bench'

/**
 * @param {string} path
 * @param {Parameters} parameters
 */
const get = (path, parameters = {}) => `${REALM}/${path}?${new URLSearchParams(parameters)}`

/**
 * A list with each of these choices in each of these orders.
 *
 * @param {Choice[]} choices
 * @param {string[]} sorts
 * @returns {Query[]}
 */
const each = (choices, sorts, path = 'identities') =>
  choices.flatMap(([label, parameters]) =>
    sorts.map((sort) => ({ label: `${label} by ${sort}`, path: get(path, { ...parameters, sort }) })),
  )

/**
 * Every filter there is, with several values each: some that leave nearly everyone, some that leave few.
 *
 * @param {Seeded} seeded
 */
function filtersOf({ groups, roles, applications, hard, staff, left }) {
  const usual = groups.filter(({ id }) => id !== staff && id !== left)
  /** @type {Choice[]} */
  const filters = [
    ...['active', 'invited', 'suspended', 'pending'].map((status) => /** @type {Choice} */ ([status, { status }])),
    ['no second step', { secondStep: 'none' }],
    ['staff', { groupId: staff }],
    ['left', { groupId: left }],
    ...[0, 10, 1_000, 4_000].map((i) => {
      const { id = '', members = 0 } = usual[i] ?? {}
      return /** @type {Choice} */ ([`group of ${members}`, { groupId: id }])
    }),
    ...Object.entries(hard).map(([name, roleId]) => /** @type {Choice} */ ([`role ${name}`, { roleId }])),
    ...[100, 239, 399].map((i) => /** @type {Choice} */ ([`role ${i}`, { roleId: roles[i]?.id ?? '' }])),
    ...applications.slice(0, 2).map(({ id, name }) => /** @type {Choice} */ ([name, { applicationId: id }])),
  ]
  const notSeen = ['7', '30', '365'].map(
    (notSeenDays) => /** @type {Choice} */ ([`not seen for ${notSeenDays} days`, { notSeenDays }]),
  )
  return { filters, notSeen }
}

/**
 * What people type: whole names and parts of them, first letters, addresses, an id, and what nobody is called.
 *
 * @param {Seeded} seeded
 */
const searchesOf = ({ people }) => {
  const names = people.slice(0, 2).map(({ username }) => username)
  const ids = people.slice(2, 3).map(({ id }) => id)
  const words = 'müller zoë garcia wei example.com labs.example nowak7 qqq xavier.zimm 李 an zo z a'.split(' ')
  return [...names, ...ids, ...words, 'anna smith', 'smith anna', "o'b"].map(
    (q) => /** @type {Choice} */ ([`“${q}”`, { q }]),
  )
}

/**
 * @param {Choice} a
 * @param {Choice} b
 * @returns {Choice}
 */
const both = ([a, x], [b, y]) => [`${a}, ${b}`, { ...x, ...y }]

/**
 * @param {Choice[]} of
 * @returns {Choice[]} every two of them that do not ask for the same thing
 */
const pairsOf = (of) =>
  of.flatMap((a, i) =>
    of
      .slice(i + 1)
      .filter(([, parameters]) => !Object.keys(parameters).some((name) => name in a[1]))
      .map((b) => both(a, b)),
  )

/**
 * What is at the cursors of a list: its second page and its thousandth.
 *
 * @param {Choice[]} choices
 * @param {(path: string) => Promise<{ nextCursor: string | null }>} read
 * @returns {Promise<Query[]>}
 */
async function deepPages(choices, read) {
  const found = []
  for (const { label, path } of each(choices, DEEP)) {
    let cursor = (await read(`${path}&limit=50`)).nextCursor
    if (cursor) found.push({ label: `${label}, 2nd page`, path: `${path}&cursor=${cursor}` })
    // Cursors are good for pages of any length.
    for (let page = 1; page < 250 && cursor; page++) {
      cursor = (await read(`${path}&limit=200&cursor=${cursor}`)).nextCursor
    }
    if (cursor) found.push({ label: `${label}, 1,000th page`, path: `${path}&cursor=${cursor}` })
  }
  return found
}

/**
 * @param {Seeded} seeded
 * @param {(path: string) => Promise<{ nextCursor: string | null }>} read
 * @returns {{ what: string, budgetMs: number, queries: () => Promise<Query[]> | Query[] }[]}
 */
export function partsOf(seeded, read) {
  const { groups, roles, people, applications, hard, staff, left } = seeded
  const { filters, notSeen } = filtersOf(seeded)
  const searches = searchesOf(seeded)
  const anyFilter = [...filters, ...notSeen]
  const few = [0, 10, 1_000].map((i) => groups[i]?.id ?? '')
  const all = /** @type {Choice} */ (['all', {}])
  const found = { q: 'müller' }
  return [
    { what: 'Unfiltered, each sort', budgetMs: 25, queries: () => each([all], SORTS) },
    {
      what: 'One filter, each sort offered',
      budgetMs: 25,
      queries: () => [...each(filters, SORTS), ...each(notSeen, BY_SEEN)],
    },
    { what: 'Search', budgetMs: 25, queries: () => each(searches, DEEP) },
    {
      what: 'Search with one filter',
      budgetMs: 25,
      queries: () =>
        searches
          .flatMap((search) => anyFilter.map((filter) => both(search, filter)))
          .map(([label, parameters]) => ({ label, path: get('identities', parameters) })),
    },
    {
      what: 'Two filters',
      budgetMs: 250,
      queries: () =>
        pairsOf(anyFilter).flatMap((pair) => each([pair], ['notSeenDays' in pair[1] ? 'lastSignIn' : 'username'])),
    },
    {
      what: 'Search with two filters',
      budgetMs: 250,
      queries: () =>
        pairsOf(anyFilter)
          .filter((_, i) => i % 4 === 0)
          .map((pair, i) => both(searches[i % searches.length] ?? all, pair))
          .map(([label, parameters]) => ({ label, path: get('identities', parameters) })),
    },
    {
      what: 'The 2nd and the 1,000th page',
      budgetMs: 25,
      queries: () =>
        deepPages(
          [
            all,
            ...filters.filter(([label]) => ['active', 'no second step', 'staff', 'role manyGroups'].includes(label)),
          ],
          read,
        ),
    },
    {
      what: 'One person’s page, each request',
      budgetMs: 25,
      queries: () =>
        people.slice(0, 10).flatMap(({ id, username }) => [
          ...['', '/groups', '/roles', '/sessions', '/sign-in-methods', '/access'].map((part) => ({
            label: username + part,
            path: get(`identities/${id}${part}`),
          })),
          { label: `${username}, activity`, path: get('activity', { subjectId: id, limit: '10' }) },
          { label: `${username}, requests`, path: get('access-requests', { identityId: id }) },
        ]),
    },
    {
      what: 'Why?',
      budgetMs: 25,
      queries: () =>
        people.slice(0, 20).flatMap(({ id, username }) => [
          ...Object.entries(hard)
            .slice(0, 4)
            .map(([name, roleId]) => ({
              label: `${username}, role ${name}`,
              path: get(`identities/${id}/access`, { roleId }),
            })),
          ...applications.slice(0, 1).map((application) => ({
            label: `${username}, ${application.name}`,
            path: get(`identities/${id}/access`, { applicationId: application.id }),
          })),
        ]),
    },
    {
      what: 'Holders of a role, with their ways to it',
      budgetMs: 25,
      queries: () =>
        [...Object.entries(hard), ...[100, 239, 399].map((i) => [String(i), roles[i]?.id ?? ''])].flatMap(
          ([name, id]) =>
            each(
              [
                [`role ${name}`, {}],
                [`role ${name}, “müller”`, found],
                [`role ${name}, directly`, { how: 'direct' }],
              ],
              ['username', '-username'],
              `roles/${id}/holders`,
            ),
        ),
    },
    {
      what: 'Members of a group',
      budgetMs: 25,
      queries: () =>
        [staff, left, ...few].flatMap((id) =>
          each(
            [
              ['all', {}],
              ['invited', { status: 'invited' }],
              ['“müller”', found],
            ],
            SORTS,
            `groups/${id}/members`,
          ).map(({ label, path }) => ({ label: `${groups.find((group) => group.id === id)?.name}, ${label}`, path })),
        ),
    },
    {
      what: 'Who can use an application',
      budgetMs: 25,
      queries: () =>
        applications.flatMap(({ id, name }) =>
          each(
            [
              [name, { applicationId: id, limit: '10' }],
              [`${name}, “müller”`, { applicationId: id, limit: '10', ...found }],
            ],
            ['username'],
          ),
        ),
    },
    {
      what: 'Groups and roles',
      budgetMs: 25,
      queries: () => [
        ...each([all, ['“lisbon”', { q: 'lisbon' }]], ['name', '-createdAt'], 'groups'),
        ...each([all, ['“lisbon”', { q: 'lisbon' }]], ['name', '-createdAt'], 'roles'),
      ],
    },
  ]
}
