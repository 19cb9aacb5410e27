// @ts-check
import { join } from 'node:path'
import { v7 } from 'uuid'
import { insertIntoPostgres, insertIntoSqlite } from './bench-insert.mjs'
import { startWithRealm } from './bench-kit.mjs'
import { startServer } from './server-process.mjs'

const GROUPS = 5_000
const ROLES = 500
const APPLICATIONS = 20
const DAY_MS = 24 * 3_600_000
/** Everything happened before this. The same data on every run, so that figures can be compared. */
const NOW = Date.UTC(2026, 0, 5, 9)

const FIRST =
  `Ada Alan Amara Anna Aroha Astrid Beatriz Björn Carlos Chidi Chloé Dalia Deniz Elif Emeka Emil Fatima Freya Giulia Hana
  Hiroshi Ibrahim Ines Ingrid Ivan Jamal Joana João Jürgen Kofi Kwame Layla Leila Liam Lin Lucía Łukasz Mai Malik Marta Mateo
  Mei Miguel Mina Mohammed Nadia Ngozi Nia Noor Olga Omar Pavel Priya Rania Ravi Renée Rosa Sam Sara Seán Sofía Søren Tariq
  Tomás Uma Valentina Wei Xavier Yara Yusuf Zoë Zuzana 李 王 Ольга Дмитрий محمد 佐藤 Αθηνά`.split(/\s+/)
const LAST =
  `Abara Adeyemi Alvarez Andersson Bakker Baptiste Becker Bianchi Brown Cohen Costa Çelik Dubois Eriksen Fernández Fischer
  Garcia Goldberg González Haddad Hansen Hassan Horváth Huang Ivanov Jensen Johansson Kaya Khan Kim Kowalski Krüger Kumar
  Larsen Lee Lopez Martin Mensah Meyer Moreau Müller Mwangi Nakamura Nguyen Novák Nowak O'Brien Okafor Okonkwo Olsen Ortiz
  Özdemir Patel Pereira Petrov Quinn Ramírez Rossi Russo Sánchez Santos Sato Schmidt Silva Singh Smith Suzuki Takahashi Tan
  Torres Tran Vargas Virtanen Wagner Walker Wang Weber Wójcik Wong Yamamoto Yılmaz Zhang Zimmermann`.split(/\s+/)
const DOMAINS = [
  'example.com',
  'example.org',
  'example.net',
  'mail.example',
  'north.example',
  'süd.example',
  'labs.example',
]
const UNITS = ['Sales', 'Support', 'Research', 'Finance', 'Legal', 'Plant', 'Store', 'Team', 'Project', 'Ward', 'Desk']
const PLACES = ['Lisbon', 'Köln', 'Lagos', 'Osaka', 'Quito', 'Oslo', 'Perth', 'Łódź', 'Pune', 'Lyon', 'Cork', 'Hanoi']

/** The form in which names are compared: `nameKey` of the server, which these files cannot import. */
const nameKey = (/** @type {string} */ name) => name.normalize('NFKC').toLowerCase().trim()

/** Random numbers that are the same on every run (mulberry32). */
function randomNumbers(seed = 1) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (/** @type {number} */ n) => Math.floor(next() * n)
  return {
    next,
    below,
    chance: (/** @type {number} */ share) => next() < share,
    /** @template T @param {readonly T[]} of @returns {T} */
    pick: (of) => /** @type {T} */ (of[below(of.length)]),
    /** Mostly among the first: of five thousand groups a few are huge, and most are small. */
    skewed: (/** @type {number} */ n) => Math.floor(n * next() ** 3),
    id(/** @type {number} */ at) {
      return v7({ msecs: at, random: Uint8Array.from({ length: 16 }, () => below(256)) })
    },
  }
}
/** @typedef {ReturnType<typeof randomNumbers>} Random */

/**
 * What a measurement needs to know of the realm: some of each, from the most to the least connected.
 *
 * @typedef {object} Seeded
 * @property {{ id: string, name: string }} realm
 * @property {{ id: string, username: string, email: string | null, groups: number }[]} people some, spread over the years
 * @property {{ id: string, name: string, members: number }[]} groups the largest first
 * @property {{ id: string, name: string }[]} roles
 * @property {{ id: string, name: string }[]} applications
 * @property {number} seconds how long it took
 */

/**
 * A built server of its own on a realm of a million people, 5,000 groups up to four deep and 500 roles. The rows are
 * written with SQL straight into the tables, past `change()`: through the API it would take an hour, and the log of it
 * would weigh more than the realm. Hence nothing here has a history, and `second_step` has no factor behind it.
 *
 * @param {'sqlite' | 'postgres'} database
 * @param {number} [people]
 */
export async function seedMillion(database, people = 1_000_000) {
  const first = await startWithRealm(database)
  const { server: fresh, cookie, call } = first
  try {
    const found = await (await call('GET', '/api/realms/bench')).json()
    const realm = { id: String(found.id), name: 'bench' }
    await fresh.kill()
    const begun = performance.now()
    const tables = ['principals', 'identities', 'identity_groups', 'identity_roles']
    const inserter = fresh.databaseUrl
      ? await insertIntoPostgres(fresh.databaseUrl, tables)
      : await insertIntoSqlite(join(fresh.dataDir, 'castellan.db'), tables)
    const made = await fill(inserter, realm.id, people)
    await inserter.end()
    const seconds = (performance.now() - begun) / 1000
    const { dataDir, databaseUrl, port } = fresh
    const server = await startServer({ database, dataDir, port, ...(databaseUrl ? { databaseUrl } : {}) })
    return {
      server,
      cookie,
      /** Calls the API as the owner. */
      call,
      seeded: /** @type {Seeded} */ ({ realm, ...made, seconds }),
      /** Ends the server and throws the data away. */
      stop: async () => {
        await server.kill()
        await fresh.stop()
      },
    }
  } catch (error) {
    await fresh.stop()
    throw error
  }
}

/**
 * @param {import('./bench-insert.mjs').Inserter} inserter
 * @param {string} realmId
 * @param {number} people
 */
async function fill(inserter, realmId, people) {
  const random = randomNumbers()
  const { applications, roles } = await fillRoles(inserter, random, realmId)
  const groups = await fillGroups(inserter, random, realmId, roles)
  const some = await fillPeople(inserter, random, realmId, people, groups, roles)
  const counters = inserter.into('group_counters')
  for (const { id, members } of groups) if (members > 0) await counters.add({ group_id: id, members })
  await counters.flush()
  await inserter.query(`update realm_counters set identities = identities + ${people} where realm_id = '${realmId}'`)
  const largest = groups.toSorted((a, b) => b.members - a.members)
  return { people: some, groups: largest, roles, applications }
}

const START = NOW - 5 * 365 * DAY_MS

/** The columns that everything in a realm has. */
const thing = (/** @type {string} */ realmId, /** @type {string} */ id, /** @type {number} */ at) => ({
  id,
  realm_id: realmId,
  created_at: at,
  updated_at: at,
})
const named = (/** @type {string} */ name) => ({ name, name_key: nameKey(name), description: '' })

/**
 * @param {import('./bench-insert.mjs').Inserter} inserter
 * @param {Random} random
 * @param {string} realmId
 */
async function fillRoles(inserter, random, realmId) {
  const application = inserter.into('applications')
  const applications = []
  for (let i = 0; i < APPLICATIONS; i++) {
    const [id, name] = [random.id(START + i), `Application ${i + 1}`]
    const client = { client_id: `application-${i + 1}`, client_id_key: `application-${i + 1}` }
    await application.add({ ...thing(realmId, id, START + i), ...named(name), ...client, enabled: 1, settings: '{}' })
    applications.push({ id, name })
  }
  await application.flush()

  const role = inserter.into('roles')
  const include = inserter.into('role_includes')
  /** @type {{ id: string, name: string }[]} */
  const roles = []
  for (let i = 0; i < ROLES; i++) {
    const [id, name] = [random.id(START + i), `${random.pick(UNITS)} ${random.pick(PLACES)} role ${i + 1}`]
    const owner = i % 5 < 2 ? random.pick(applications).id : null
    const own = { application_id: owner, is_default: 0, permissions: '[]' }
    await role.add({ ...thing(realmId, id, START + i), ...named(name), ...own })
    // One in eight contains earlier ones: so there is no circle, and some lie several deep.
    const included = i % 8 === 7 ? Array.from({ length: 3 }, () => random.pick(roles).id) : []
    for (const other of new Set(included)) {
      await include.add({ realm_id: realmId, role_id: id, included_role_id: other })
    }
    roles.push({ id, name })
  }
  await role.flush()
  await include.flush()
  return { applications, roles }
}

/**
 * @param {import('./bench-insert.mjs').Inserter} inserter
 * @param {Random} random
 * @param {string} realmId
 * @param {readonly { id: string }[]} roles
 */
async function fillGroups(inserter, random, realmId, roles) {
  const group = inserter.into('groups')
  const mapping = inserter.into('group_roles')
  /** @type {{ id: string, name: string, depth: number, members: number }[]} */
  const groups = []
  for (let i = 0; i < GROUPS; i++) {
    const above = i < 50 ? undefined : random.pick(groups)
    const parent = above && above.depth < 4 ? above : undefined
    const created = START + i * 60_000
    const [id, name] = [random.id(created), `${random.pick(UNITS)} ${random.pick(PLACES)} ${i + 1}`]
    const own = { attributes: '{}', parent_id: parent?.id ?? null }
    await group.add({ ...thing(realmId, id, created), ...named(name), ...own })
    const given = new Set(Array.from({ length: random.below(4) }, () => random.pick(roles).id))
    for (const roleId of given) await mapping.add({ realm_id: realmId, group_id: id, role_id: roleId })
    groups.push({ id, name, depth: parent ? parent.depth + 1 : 1, members: 0 })
  }
  await group.flush()
  await mapping.flush()
  return groups
}

/**
 * @param {import('./bench-insert.mjs').Inserter} inserter
 * @param {Random} random
 * @param {string} realmId
 * @param {number} people
 * @param {{ id: string, members: number }[]} groups
 * @param {readonly { id: string }[]} roles
 */
async function fillPeople(inserter, random, realmId, people, groups, roles) {
  const [principal, identity] = [inserter.into('principals'), inserter.into('identities')]
  const [membership, assignment] = [inserter.into('identity_groups'), inserter.into('identity_roles')]
  const taken = new Map()
  const some = []
  for (let i = 0; i < people; i++) {
    const createdAt = START + Math.floor((i / people) * (NOW - START))
    const person = newPerson(random, createdAt, taken)
    const { username, email } = person
    const id = random.id(createdAt)
    await principal.add({ id, kind: 'identity', name: username, created_at: createdAt })
    await identity.add({ ...thing(realmId, id, createdAt), ...person, break_glass: i < 3 ? 1 : 0 })

    const link = { realm_id: realmId, identity_id: id }
    const copies = { username_key: person.username_key, created_at: createdAt, seen_at: person.seen_at, living: 1 }
    const joined = new Set(Array.from({ length: random.below(6) }, () => random.skewed(groups.length)))
    for (const index of joined) {
      const group = groups[index]
      if (!group) continue
      group.members += 1
      const endsAt = random.chance(0.01) ? NOW + random.below(30 * DAY_MS) : null
      await membership.add({ ...link, group_id: group.id, ...copies, ends_at: endsAt })
    }
    if (random.chance(0.1)) await assignment.add({ ...link, role_id: random.pick(roles).id, ...copies })
    if (i % Math.ceil(people / 100) === 0) some.push({ id, username, email, groups: joined.size })
  }
  for (const inserted of [principal, identity, membership, assignment]) await inserted.flush()
  return some
}

/**
 * @param {Random} random
 * @param {number} createdAt
 * @param {Map<string, number>} taken
 */
function newPerson(random, createdAt, taken) {
  const [firstName, lastName] = [random.pick(FIRST), random.pick(LAST)]
  const username = usernameOf(firstName, lastName, taken)
  const email = random.chance(0.95) ? `${username}@${DOMAINS[random.skewed(DOMAINS.length)]}` : null
  const emailKey = email && nameKey(email)
  const lot = random.next()
  const status = lot < 0.01 ? 'suspended' : lot < 0.03 ? 'invited' : 'active'
  const came = status !== 'invited' && random.chance(0.85)
  const attributes = { team: random.pick(UNITS), site: random.pick(PLACES) }
  return {
    username,
    username_key: nameKey(username),
    email,
    email_key: emailKey,
    email_domain: emailKey && emailKey.slice(emailKey.lastIndexOf('@') + 1),
    first_name: firstName,
    last_name: lastName,
    search: nameKey([username, email, firstName, lastName].filter(Boolean).join(' ')),
    status,
    attributes: random.chance(0.3) ? JSON.stringify(attributes) : '{}',
    // Mostly lately; 0 is never.
    seen_at: came ? NOW - Math.floor((NOW - createdAt) * random.next() ** 3) : 0,
    invited_at: status === 'invited' || random.chance(0.4) ? createdAt : null,
    second_step: came && random.chance(0.7) ? 1 : 0,
  }
}

/**
 * One that nobody has, in small letters, as people get them: without accents, with a number when it is taken.
 *
 * @param {string} first
 * @param {string} last
 * @param {Map<string, number>} taken
 */
function usernameOf(first, last, taken) {
  const plain = nameKey(`${first}.${last}`.normalize('NFD').replaceAll(/[\u0300-\u036f']/g, ''))
  const times = (taken.get(plain) ?? 0) + 1
  taken.set(plain, times)
  return times === 1 ? plain : `${plain}${times}`
}
