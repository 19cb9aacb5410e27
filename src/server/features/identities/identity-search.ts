import { type RawBuilder, sql } from 'kysely'
import { UUID_PATTERN } from '#contract/primitives'
import { escaped, like } from '../../db/list-page'
import type { Engine, Queryable } from '../../db/open'
import { nameKey } from '../../lib/name-key'

type Sql = RawBuilder<unknown>

/** What was typed into the search box of people. */
export interface Search {
  /** All of them must be found: anywhere in a name, or with fewer than three letters at the beginning of a word. */
  words: readonly string[]
  /** What was typed may be somebody's id. */
  id: string | null
}

/** Letters that an index of trigrams finds anywhere. */
const ANYWHERE = 3

/** Null when there is nothing to look for. */
export function searchOf(q: string | undefined): Search | null {
  const words = [...new Set(nameKey(q ?? '').split(/\s+/))].filter((word) => word !== '')
  const id = words[0] !== undefined && words.length === 1 && UUID_PATTERN.test(words[0]) ? words[0] : null
  return words.length === 0 ? null : { words, id }
}

/** That the texts of a person hold every word. */
export const holdsWords = (column: Sql, { words }: Search): Sql[] =>
  words.map((word) => {
    const text = escaped(word)
    if (letters(word).length >= ANYWHERE) return like(column, `%${text}%`)
    return sql`(${like(column, `${text}%`)} or ${like(column, `% ${text}%`)})`
  })

/** Where to find people, bound as `i`. */
export interface Origin {
  from: Sql
  where: Sql[]
}

/**
 * People among whom are all that are meant, by an index of trigrams. PostgreSQL compares the texts on the way; SQLite tells
 * who has all the trigrams, in any realm, and the texts are still to be compared. `max`: when asked, no more than so many.
 */
export function candidates(engine: Engine, realmId: string, search: Search, max: number | null): Origin {
  const some = max === null ? sql`` : sql`limit ${max}`
  if (engine === 'sqlite') {
    const matching = sql`select rowid as no from identity_search where identity_search match ${trigrams(search)} ${some}`
    return { from: sql`(${matching}) as matching cross join identities i`, where: [sql`i.no = matching.no`] }
  }
  if (max === null) return { from: sql`identities i`, where: [] }
  const where = sql.join(matching(realmId, search), sql` and `)
  return { from: sql`(select p.* from identities p where ${where} ${some}) as i`, where: [] }
}

/**
 * That the person `i` is one of the candidates, told without looking at them: their numbers stand in every index of SQLite.
 * Null on PostgreSQL, which would look. The plus keeps it from beginning with the numbers and sorting.
 */
export const isCandidate = (engine: Engine, search: Search): Sql | null =>
  engine === 'postgres'
    ? null
    : sql`+i.no in (select rowid from identity_search where identity_search match ${trigrams(search)})`

/** Of people as `p`. */
const matching = (realmId: string, search: Search): Sql[] => [
  sql`p.realm_id = ${realmId}`,
  sql`p.deletion_id is null`,
  ...holdsWords(sql`p.search`, search),
]

interface Explained {
  'QUERY PLAN': { Plan: { 'Plan Rows': number } }[]
}

/**
 * How many candidates there are. SQLite counts a few without looking at the people, and tells from how far it came in their
 * numbers how many more there are; PostgreSQL would have to look, and says how many it thinks there are.
 */
export async function countCandidates(
  db: Queryable,
  engine: Engine,
  realmId: string,
  search: Search,
  few: number,
): Promise<number> {
  if (engine === 'postgres') {
    const { rows } = await sql<Explained>`explain (format json)
      select 1 from identities p where ${sql.join(matching(realmId, search), sql` and `)}`.execute(db)
    return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0
  }
  const { rows } = await sql<{ n: number; last: number | null; end: number }>`
    select count(*) as n, max(no) as last, (select max(no) from identities) as end from (
      select rowid as no from identity_search where identity_search match ${trigrams(search)} limit ${few}) as matching`.execute(
    db,
  )
  const { n, last, end } = rows[0] ?? { n: 0, last: null, end: 0 }
  return n < few || last === null ? n : Math.ceil((n * end) / last)
}

/** An expression of FTS5: trigrams that make up every word, each in quotes, so that nothing of it is taken for an operator. */
function trigrams({ words }: Search): string {
  const parts = words.flatMap((word) => {
    // Words begin with two spaces in the index, so that their first letters are trigrams too.
    const text = letters(word).length < ANYWHERE ? letters(`  ${word}`).slice(-ANYWHERE) : letters(word)
    // One after the other, and the last: each costs, and together they cover the word.
    const at = [...text.keys()].filter((i) => i % ANYWHERE === 0 && i + ANYWHERE <= text.length)
    return [...at, text.length - ANYWHERE].map((i) => text.slice(i, i + ANYWHERE).join(''))
  })
  return [...new Set(parts)].map((part) => `"${part.replaceAll('"', '""')}"`).join(' AND ')
}

/** By code point, as the index has them. */
const letters = (word: string): string[] => Array.from(word)
