// @ts-check

const GROUPS = 5_000
const ROLES = 500
const APPLICATIONS = 20
const DAY_MS = 24 * 3_600_000
/** Everything happened before this. Times alone differ from run to run, so that figures can be compared. */
const NOW = Date.now()

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

const hex = (/** @type {number} */ share) =>
  Math.floor(share * 2 ** 32)
    .toString(16)
    .padStart(8, '0')

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
    /** A UUIDv7, put together here since a million calls of a library take their time. */
    id(/** @type {number} */ at) {
      const [time, bits] = [at.toString(16).padStart(12, '0'), hex(next()) + hex(next()) + hex(next())]
      return `${time.slice(0, 8)}-${time.slice(8)}-7${bits.slice(0, 3)}-8${bits.slice(3, 6)}-${bits.slice(6, 18)}`
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
 * @property {Record<keyof typeof HARD, string>} hard roles that are hard to list the holders of
 * @property {string} staff the group of nearly everyone
 * @property {string} left the group in which everybody is suspended
 * @property {number} seconds how long it took
 */

/** The first roles, for ways that lead to very many people or to nobody; no other thing gives or contains them. */
const HARD = {
  everyone: 0,
  staff: 1,
  manyGroups: 2,
  direct: 3,
  domain: 4,
  largeDomain: 5,
  contained: 6,
  left: 7,
  nobody: 8,
}
const FIRST_USUAL_ROLE = 10
const [STAFF, LEFT, FIRST_USUAL_GROUP] = [0, 1, 2]

/** The tables whose indexes are made when all rows are there. */
export const largeTables = ['principals', 'identities', 'identity_groups', 'identity_roles']

/**
 * The rows of a realm: people, 5,000 groups up to four deep and 500 roles. Written straight into the tables, past
 * `change()`: through the API it would take an hour, and the log of it would weigh more than the realm. Hence nothing here
 * has a history, and `second_step` has no factor behind it.
 *
 * @param {import('./bench-insert.mjs').Inserter} inserter
 * @param {string} realmId
 * @param {number} people
 * @returns {Promise<Omit<Seeded, 'realm' | 'seconds'>>}
 */
export async function fillRealm(inserter, realmId, people) {
  const random = randomNumbers()
  const { applications, roles } = await fillRoles(inserter, random, realmId)
  const groups = await fillGroups(inserter, random, realmId, roles)
  const some = await fillPeople(inserter, random, realmId, people, groups, roles)
  const counters = inserter.into('group_counters')
  for (const { id, members } of groups) if (members > 0) await counters.add({ group_id: id, members })
  await counters.flush()
  await inserter.query(`insert into realm_counters (realm_id, identities) values ('${realmId}', ${people})
    on conflict (realm_id) do update set identities = realm_counters.identities + ${people}`)
  const largest = groups.toSorted((a, b) => b.members - a.members)
  const hard = Object.fromEntries(Object.entries(HARD).map(([name, index]) => [name, roles[index]?.id ?? '']))
  const [staff, left] = [groups[STAFF]?.id ?? '', groups[LEFT]?.id ?? '']
  // Made above with just these names.
  return { people: some, groups: largest, roles, applications, hard: /** @type {Seeded['hard']} */ (hard), staff, left }
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
    const usual = i >= FIRST_USUAL_ROLE
    const owner = usual && i % 5 < 2 ? random.pick(applications).id : null
    const own = { application_id: owner, is_default: i === HARD.everyone ? 1 : 0, permissions: '[]' }
    await role.add({ ...thing(realmId, id, START + i), ...named(name), ...own })
    // One in eight contains earlier ones: so there is no circle, and some lie several deep.
    const earlier = roles.slice(FIRST_USUAL_ROLE)
    const included = i % 8 === 7 && earlier.length > 0 ? Array.from({ length: 3 }, () => random.pick(earlier).id) : []
    for (const other of new Set(included)) {
      await include.add({ realm_id: realmId, role_id: id, included_role_id: other })
    }
    roles.push({ id, name })
  }
  const [many, contained] = [roles[HARD.manyGroups]?.id ?? '', roles[HARD.contained]?.id ?? '']
  await include.add({ realm_id: realmId, role_id: many, included_role_id: contained })
  const domain = inserter.into('email_domain_roles')
  await domain.add({ realm_id: realmId, domain: 'labs.example', role_id: roles[HARD.domain]?.id ?? '' })
  await domain.add({ realm_id: realmId, domain: 'example.com', role_id: roles[HARD.largeDomain]?.id ?? '' })
  for (const inserted of [role, include, domain]) await inserted.flush()
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
  const usualRoles = roles.slice(FIRST_USUAL_ROLE)
  const hard = (/** @type {number} */ index) => roles[index]?.id ?? ''
  for (let i = 0; i < GROUPS; i++) {
    const above = i < 50 ? undefined : random.pick(groups.slice(FIRST_USUAL_GROUP))
    const parent = above && above.depth < 4 ? above : undefined
    const created = START + i * 60_000
    const [id, usual] = [random.id(created), `${random.pick(UNITS)} ${random.pick(PLACES)} ${i + 1}`]
    const name = i === STAFF ? 'All staff' : i === LEFT ? 'Left the company' : usual
    const own = { attributes: '{}', parent_id: parent?.id ?? null }
    await group.add({ ...thing(realmId, id, created), ...named(name), ...own })
    const given = new Set(Array.from({ length: random.below(4) }, () => random.pick(usualRoles).id))
    if (i === STAFF) given.add(hard(HARD.staff))
    else if (i === LEFT) given.add(hard(HARD.left))
    else if (i % 3 === 0 && i < 4_500) given.add(hard(HARD.manyGroups))
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
  const usualRoles = roles.slice(FIRST_USUAL_ROLE)
  const taken = new Map()
  const some = []
  for (let i = 0; i < people; i++) {
    const createdAt = START + Math.floor((i / people) * (NOW - START))
    const person = newPerson(random, createdAt, taken)
    const { username, email, status } = person
    const id = random.id(createdAt)
    await principal.add({ id, kind: 'identity', name: username, created_at: createdAt })
    await identity.add({ ...thing(realmId, id, createdAt), ...person, break_glass: i < 3 ? 1 : 0 })

    const link = { realm_id: realmId, identity_id: id }
    const usual = groups.length - FIRST_USUAL_GROUP
    const joined = new Set(Array.from({ length: random.below(6) }, () => FIRST_USUAL_GROUP + random.skewed(usual)))
    if (status === 'suspended') joined.add(LEFT)
    else if (random.chance(0.95)) joined.add(STAFF)
    for (const index of joined) {
      const group = groups[index]
      if (!group) continue
      group.members += 1
      const endsAt = index !== STAFF && random.chance(0.01) ? NOW + random.below(30 * DAY_MS) : null
      await membership.add({ ...link, group_id: group.id, ends_at: endsAt })
    }
    const given = [
      ...(random.chance(0.1) ? [random.pick(usualRoles).id] : []),
      ...(random.chance(0.1) ? [roles[HARD.direct]?.id ?? ''] : []),
    ]
    for (const roleId of given) await assignment.add({ ...link, role_id: roleId })
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
  const attributes = { team: [random.pick(UNITS)], site: [random.pick(PLACES)] }
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
