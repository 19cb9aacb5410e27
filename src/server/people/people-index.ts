import type { IdentityStatus } from '#contract/identities'
import { giveWay } from '../db/turns'
import { type Columns, idWords, type PersonFacts, roomFor } from './columns'
import { limits } from './limits'
import { inSlotOrder, Order, sorted } from './order'
import { allOf, HasId, HasOneStep, HasStatus, HasWord, IsLinked, type Part, SeenUntil, slotsIn } from './parts'

/** Which people are meant: those of whom all of it is true. */
export interface Wanted {
  /** Null is any. */
  statuses: readonly IdentityStatus[] | null
  /** Without a second step. */
  oneStep: boolean
  /** Last signed in no later than then, or never. */
  seenUntil: number | null
  /** Who has this id. Null is anybody. */
  id: string | null
  /** All of them must be found: anywhere in a name, or with fewer than three letters at the beginning of a word. */
  words: readonly string[]
  /** Linked to any of each of these, as `PersonFacts.links` names them. */
  linked: readonly (readonly string[])[]
}

export type Sort = 'username' | 'createdAt' | 'lastSignIn'

export interface Page {
  sort: Sort
  descending: boolean
  /** Behind whom it begins. */
  after: { key: string | number; id: string } | null
  limit: number
}

interface FoundPage {
  /** With what they are sorted by. */
  people: { key: string | number; id: string }[]
  total: number
}

/** How many things that were asked are remembered. */
const PARTS_KEPT = 100

/** The people of one realm, found by anything that lists know of them, in any order that lists offer. */
export class PeopleIndex {
  /** By what they ask; those that were asked last, last. */
  readonly #parts = new Map<string, Part>()

  private constructor(
    private readonly columns: Columns,
    private readonly orders: Record<Sort, Order>,
  ) {}

  /** Of people in the order in which they came. */
  static async of(columns: Columns): Promise<PeopleIndex> {
    const byId = (a: number, b: number) => columns.compareIds(a, b)
    const byName = (a: number, b: number) => columns.keys.compare(a, b) || byId(a, b)
    const byAge = (a: number, b: number) => columns.createdAt[a]! - columns.createdAt[b]! || byId(a, b)
    const bySignIn = (a: number, b: number) => columns.seenAt[a]! - columns.seenAt[b]! || byId(a, b)
    const { size } = columns
    // How most names begin tells them apart, and numbers are compared many times quicker.
    const begins = new Float64Array(size)
    for (let slot = 0; slot < size; slot++) {
      begins[slot] = columns.keys.beginning(slot)
      if (slot % limits.compared === 0) await giveWay()
    }
    const byBeginning = (a: number, b: number) => begins[a]! - begins[b]! || byName(a, b)
    return new PeopleIndex(columns, {
      username: new Order(byName, await sorted(size, byBeginning), 1),
      createdAt: new Order(byAge, await inSlotOrder(size), 1.1),
      lastSignIn: new Order(bySignIn, await sorted(size, bySignIn), 1.2),
    })
  }

  /** How many people there are. */
  get count(): number {
    return this.columns.count
  }

  /** Whether much of it is about people as they were. */
  get isWorn(): boolean {
    return this.columns.size > roomFor(this.columns.count)
  }

  set(person: PersonFacts): void {
    const slot = this.columns.add(person)
    for (const order of Object.values(this.orders)) order.add(slot)
  }

  remove(no: number): void {
    this.columns.remove(no)
  }

  /** Who is on a page, in order, and how many there are altogether. */
  async find(wanted: Wanted, now: number, { sort, descending, after, limit }: Page): Promise<FoundPage> {
    const { bits, count } = await this.#all(wanted, now)
    const few = count <= limits.sorted ? slotsIn(bits) : null
    const slots = this.orders[sort].take({ bits, few, descending, beside: after && this.#beside(sort, after), limit })
    const people = slots.map((slot) => ({ key: this.#keyOf(sort, slot), id: this.columns.idOf(slot) }))
    return { people, total: count }
  }

  /** A bit for everybody who is meant. */
  async #all(wanted: Wanted, now: number): Promise<{ bits: Uint32Array; count: number }> {
    const { columns } = this
    // As they are just now: who changes meanwhile leaves their slot, and gets one that is not looked at.
    const [size, everybody] = [columns.size, columns.living.slice(0, (columns.size + 31) >>> 5)]
    const facts = this.#facts(wanted, now)
    for (const part of facts) await part.lookUpTo(size)
    const words = wanted.words.map((word) => this.#part(`word ${word}`, now, () => new HasWord(columns, word)))
    // While somebody types, whoever has what they had typed before is known.
    const typed = [...this.#parts.values()].filter(
      (part) => part instanceof HasWord && part.known >= size && words.some((word) => part.isPartOf(word)),
    )
    for (;;) {
      const unknown = words.filter(({ known }) => known < size)
      const found = allOf(everybody, [...facts, ...typed, ...words.filter((word) => !unknown.includes(word))])
      const [longest] = unknown.toSorted((a, b) => b.length - a.length)
      if (!longest) return found
      if (found.count > limits.few) {
        // It is quicker to go through all texts, once, for the word that the fewest have.
        await longest.lookUpTo(size)
        continue
      }
      for (const [i, slot] of slotsIn(found.bits).entries()) {
        if (i % limits.compared === 0) await giveWay()
        if (unknown.every((word) => word.isIn(slot))) continue
        found.bits[slot >>> 5]! &= ~(1 << (slot & 31))
        found.count--
      }
      return found
    }
  }

  #facts({ statuses, oneStep, seenUntil, id, linked }: Wanted, now: number): Part[] {
    const { columns } = this
    return [
      ...(statuses ? [this.#part(`status ${statuses.join()}`, now, () => new HasStatus(columns, statuses))] : []),
      ...(oneStep ? [this.#part('one step', now, () => new HasOneStep(columns))] : []),
      ...(seenUntil === null ? [] : [this.#part(`seen ${seenUntil}`, now, () => new SeenUntil(columns, seenUntil))]),
      ...(id === null ? [] : [new HasId(columns, id)]),
      ...linked.map((to) => this.#part(`linked ${to.join()}`, now, () => new IsLinked(columns, to, now))),
    ]
  }

  #part<P extends Part>(name: string, now: number, make: () => P): P {
    // Whoever made it under this name made it so.
    let part = this.#parts.get(name) as P | undefined
    if (!part?.goOn(now)) part = make()
    this.#parts.delete(name)
    this.#parts.set(name, part)
    const [oldest] = this.#parts.keys()
    if (this.#parts.size > PARTS_KEPT && oldest !== undefined) this.#parts.delete(oldest)
    return part
  }

  #keyOf(sort: Sort, slot: number): string | number {
    const { keys, createdAt, seenAt } = this.columns
    return sort === 'username' ? keys.get(slot) : (sort === 'createdAt' ? createdAt : seenAt)[slot]!
  }

  #beside(sort: Sort, { key, id }: { key: string | number; id: string }): (slot: number) => number {
    const { columns } = this
    const words = idWords(id)
    if (sort === 'username') {
      const text = Buffer.from(String(key))
      return (slot) => columns.keys.compareTo(slot, text) || columns.compareIdTo(slot, words)
    }
    const values = sort === 'createdAt' ? columns.createdAt : columns.seenAt
    return (slot) => values[slot]! - Number(key) || columns.compareIdTo(slot, words)
  }
}
