import type { IdentityStatus } from '#contract/identities'
import { giveWay } from '../db/turns'
import { Columns, GONE, idWords, type PersonFacts, SECOND_STEP, STATUS_MASK, statusBit } from './columns'
import { limits } from './limits'
import { Order } from './order'
import { Word } from './words'

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

export interface FoundPage {
  /** With what they are sorted by. */
  people: { key: string | number; id: string }[]
  total: number
}

/** How many words, and how many sets of people, are remembered. */
const WORDS_KEPT = 60
const SETS_KEPT = 30

/** Who is meant, of the slots up to `size`; kept up as people come and change. */
interface Found {
  slots: Uint32Array
  count: number
  size: number
  /** How many of those who are gone have been taken out. */
  gone: number
  /** From then on links that have ended count no more: it has to be found out anew. */
  until: number
}

/** The people of one realm, found by anything that lists know of them, in any order that lists offer. */
export class PeopleIndex {
  readonly #words = new Kept<Word>(WORDS_KEPT)
  readonly #found = new Kept<Promise<Found>>(SETS_KEPT)

  private constructor(
    private readonly columns: Columns,
    private readonly orders: Record<Sort, Order>,
  ) {}

  /** Of people in the order of their usernames. */
  static async of(columns: Columns): Promise<PeopleIndex> {
    const { keys, size } = columns
    const byId = (a: number, b: number) => columns.compareIds(a, b)
    return new PeopleIndex(columns, {
      username: await Order.of(size, (a, b) => keys.compare(a, b) || byId(a, b), true),
      createdAt: await Order.of(size, (a, b) => columns.createdAt[a]! - columns.createdAt[b]! || byId(a, b), false),
      lastSignIn: await Order.of(size, (a, b) => columns.seenAt[a]! - columns.seenAt[b]! || byId(a, b), false),
    })
  }

  get size(): number {
    return this.columns.living
  }

  /** How much of it is about people as they were. */
  get isWorn(): boolean {
    return this.columns.gone.length > 10_000 + this.columns.living / 2
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
    const found = await this.#all(wanted, now)
    const slots = this.orders[sort].take({
      descending,
      beside: after && this.#beside(sort, after),
      wanted: (slot) => (found.slots[slot >>> 5]! & (1 << (slot & 31))) !== 0,
      limit,
    })
    const people = slots.map((slot) => ({ key: this.#keyOf(sort, slot), id: this.columns.idOf(slot) }))
    return { people, total: found.count }
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

  /** Everybody who is meant. What was found before is brought up to date, one after the other. */
  async #all(wanted: Wanted, now: number): Promise<Found> {
    const name = JSON.stringify(wanted)
    const before = this.#found.get(name)
    const found = this.#bringUp(before, wanted, now)
    this.#found.set(name, found)
    try {
      return await found
    } catch (error) {
      this.#found.delete(name)
      throw error
    }
  }

  async #bringUp(before: Promise<Found> | undefined, wanted: Wanted, now: number): Promise<Found> {
    const { columns } = this
    const known = await before?.catch(() => undefined)
    const usable = known !== undefined && now < known.until
    const found = usable ? known : { slots: new Uint32Array(0), count: 0, size: 0, gone: 0, until: Infinity }
    const { size } = columns
    const gone = columns.gone.length
    if (found.slots.length <= size >>> 5) {
      const larger = new Uint32Array((size >>> 5) + 1 + (found.slots.length >>> 3))
      larger.set(found.slots)
      found.slots = larger
    }
    for (; found.gone < gone; found.gone++) {
      const slot = columns.gone[found.gone]!
      if (found.slots[slot >>> 5]! & (1 << (slot & 31))) {
        found.slots[slot >>> 5]! &= ~(1 << (slot & 31))
        found.count--
      }
    }
    if (found.size < size) await this.#look(found, wanted, now, size)
    return found
  }

  /** Looks at those who came since. */
  async #look(found: Found, wanted: Wanted, now: number, size: number): Promise<void> {
    const words = wanted.words.map((text) => this.#wordOf(text))
    for (;;) {
      const unknown = words.filter((word) => word.known < size)
      if (await this.#lookThrough(found, wanted, now, size, unknown)) break
      // Of too many the texts would have to be looked at: it is quicker to go through all of them, once.
      for (const word of unknown) await word.lookUpTo(this.columns.search, size)
    }
    found.size = size
  }

  /** `unknown`: words of which nobody has found out who has them. Gives up, and says so, where these would be asked of many. */
  async #lookThrough(
    found: Found,
    wanted: Wanted,
    now: number,
    size: number,
    unknown: readonly Word[],
  ): Promise<boolean> {
    const { columns } = this
    const known = this.#knownWords(wanted.words, size)
    const asked = this.#linksAskedFor(wanted.linked)
    const statuses = wanted.statuses?.reduce((mask, status) => mask | statusBit(status), 0) ?? -1
    const unwanted = GONE | (wanted.oneStep ? SECOND_STEP : 0)
    const seenUntil = wanted.seenUntil ?? Infinity
    const id = wanted.id === null ? null : idWords(wanted.id)
    const meant: number[] = []
    let readings = 0
    for (let start = found.size; start < size; start += limits.stretch) {
      await giveWay()
      const end = Math.min(size, start + limits.stretch)
      const { flags, seenAt, search } = columns
      next: for (let slot = start; slot < end; slot++) {
        const flag = flags[slot]!
        if ((flag & unwanted) !== 0 || ((statuses >> (flag & STATUS_MASK)) & 1) === 0) continue
        if (seenAt[slot]! > seenUntil) continue
        if (id !== null && columns.compareIdTo(slot, id) !== 0) continue
        for (const word of known) if (!word.isKnownIn(slot)) continue next
        if (asked !== null && !this.#isLinked(slot, asked, now, found)) continue
        if (unknown.length > 0) {
          if (++readings > limits.few) return false
          for (const word of unknown) if (!word.isIn(search, slot)) continue next
        }
        meant.push(slot)
      }
    }
    for (const slot of meant) found.slots[slot >>> 5]! |= 1 << (slot & 31)
    found.count += meant.length
    return true
  }

  #isLinked(slot: number, asked: AskedLinks, now: number, found: Found): boolean {
    const { links, linkStarts, ends } = this.columns
    let met = 0
    for (let at = linkStarts[slot]!, last = linkStarts[slot + 1]!; at < last; at++) {
      const link = links[at]!
      const by = asked.of[link >> 1]!
      if ((link & 1) === 0) met |= by
      else {
        const endsAt = ends[links[++at]!]!
        if (by === 0 || endsAt <= now) continue
        met |= by
        if (endsAt < found.until) found.until = endsAt
      }
    }
    return met === asked.all
  }

  #linksAskedFor(linked: Wanted['linked']): AskedLinks | null {
    if (linked.length === 0) return null
    const { targets } = this.columns
    const of = new Uint8Array(targets.size)
    for (const [i, ids] of linked.entries()) {
      for (const id of ids) {
        const target = targets.get(id)
        if (target !== undefined) of[target]! |= 1 << i
      }
    }
    return { of, all: (1 << linked.length) - 1 }
  }

  #wordOf(text: string): Word {
    const word = this.#words.get(text) ?? new Word(text)
    this.#words.set(text, word)
    return word
  }

  /** Words of which it is known who has them, and that everybody who is meant has. */
  #knownWords(words: readonly string[], size: number): Word[] {
    const whole = words.map((text) => this.#wordOf(text))
    // While somebody types, what they had typed before is part of it.
    const parts = whole.flatMap((word) => this.#words.all().filter((part) => part.isPartOf(word)))
    return [...new Set([...whole, ...parts])].filter(({ known }) => known >= size)
  }
}

/** By the number of what is linked: which of the things asked for it is one of, as bits. */
interface AskedLinks {
  of: Uint8Array
  all: number
}

/** Some things by name, those that were used last. */
class Kept<T> {
  readonly #things = new Map<string, T>()

  constructor(private readonly most: number) {}

  get(name: string): T | undefined {
    return this.#things.get(name)
  }

  set(name: string, thing: T): void {
    this.#things.delete(name)
    this.#things.set(name, thing)
    const [oldest] = this.#things.keys()
    if (this.#things.size > this.most && oldest !== undefined) this.#things.delete(oldest)
  }

  delete(name: string): void {
    this.#things.delete(name)
  }

  all(): T[] {
    return [...this.#things.values()]
  }
}
