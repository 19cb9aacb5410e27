import { type IdentityStatus, identityStatuses } from '#contract/identities'
import { limits } from './limits'
import { Numbers } from './numbers'

/** What lists know of a person, as it is read from the database. */
export interface PersonFacts {
  /** The number that the database has for them. */
  no: number
  id: string
  usernameKey: string
  /** The text that searches look in. */
  search: string
  status: IdentityStatus
  secondStep: boolean
  /** Milliseconds; 0 is never. */
  createdAt: number
  seenAt: number
  /** What they are linked to: groups and roles by id, and the domain of their address (see `domainLink`). */
  links: readonly { to: string; endsAt: number | null }[]
}

/** A domain among links: no id looks like that. */
export const domainLink = (domain: string): string => `@${domain}`

export const statusBit = (status: IdentityStatus): number => 1 << identityStatuses.indexOf(status)

/** In `flags`: the number of the status in the lowest three bits, and this. */
export const STATUS_MASK = 7
export const SECOND_STEP = 8

/** How many slots a realm's people may have before they are read anew: who changes gets another, and leaves theirs. */
export const roomFor = (people: number): number => 10_000 + Math.ceil(1.5 * people)

/** A typed array with room for more. */
export function grown<T extends Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array>(
  array: T,
  needed: number,
): T {
  if (needed <= array.length) return array
  const Kind = array.constructor as new (length: number) => T
  const larger = new Kind(Math.max(needed, Math.ceil(array.length * 1.5), 64))
  larger.set(array)
  return larger
}

/**
 * Texts one after the other, as UTF-8: bytes of that are ordered as the database orders the texts. In blocks, so that none
 * of what is there has to be moved when more comes; a text never lies in two of them.
 */
export class Texts {
  readonly blocks: Buffer[] = []
  /** Of each slot: in which block, from where, and up to where. */
  #places: Uint32Array
  /** Of each block the first slot. */
  readonly firsts: number[] = []
  #used = 0

  constructor(expected: number) {
    this.#places = new Uint32Array(3 * expected)
  }

  /** Of the slot that comes next. */
  add(slot: number, text: string): void {
    const length = Buffer.byteLength(text)
    if (this.#used + length > (this.blocks.at(-1)?.length ?? 0)) {
      this.blocks.push(Buffer.alloc(Math.max(limits.block, length)))
      this.firsts.push(slot)
      this.#used = 0
    }
    const block = this.blocks.length - 1
    this.blocks[block]!.write(text, this.#used)
    this.#places = grown(this.#places, 3 * slot + 3)
    this.#places[3 * slot] = block
    this.#places[3 * slot + 1] = this.#used
    this.#used += length
    this.#places[3 * slot + 2] = this.#used
  }

  block = (slot: number): Buffer => this.blocks[this.#places[3 * slot]!]!
  start = (slot: number): number => this.#places[3 * slot + 1]!
  end = (slot: number): number => this.#places[3 * slot + 2]!

  get(slot: number): string {
    return this.block(slot).toString('utf8', this.start(slot), this.end(slot))
  }

  /** The first six bytes as a number: ordered as the texts are, where it tells them apart. */
  beginning(slot: number): number {
    const [block, start] = [this.block(slot), this.start(slot)]
    let number = 0
    for (let at = start; at < start + 6; at++) number = number * 256 + (at < this.end(slot) ? block[at]! : 0)
    return number
  }

  compare(a: number, b: number): number {
    return this.block(a).compare(this.block(b), this.start(b), this.end(b), this.start(a), this.end(a))
  }

  /** Where a text lies beside this one. */
  compareTo(slot: number, text: Buffer): number {
    return this.block(slot).compare(text, 0, text.length, this.start(slot), this.end(slot))
  }
}

/**
 * People of a realm in columns, about 150 bytes each, so that a million are looked through in milliseconds. Each stands in
 * a slot. A slot never changes: who changes gets another one, and the old one is marked as gone.
 */
export class Columns {
  size = 0
  /** A bit for each slot whose person is still as it says. */
  living: Uint32Array
  /** How many of them there are. */
  count = 0
  flags: Uint8Array
  createdAt: Float64Array
  seenAt: Float64Array
  /** Four words each. */
  ids: Uint32Array
  readonly keys: Texts
  readonly search: Texts
  /**
   * From `linkStarts[slot]` to the next: the number of what is linked, twice; plus one where the link ends some time, and
   * then the place in `ends` follows.
   */
  links: Int32Array
  linkStarts: Uint32Array
  ends: number[] = []
  /** The numbers of what people are linked to. */
  readonly targets = new Map<string, number>()
  readonly #slots = new Numbers()

  /**
   * `expected`: how many people there will be, about. There is room for all slots from the beginning, since all columns
   * would grow at the same moment; what is not used of it takes no memory.
   */
  constructor(expected = 0) {
    const room = roomFor(expected)
    this.living = new Uint32Array((room >>> 5) + 1)
    this.flags = new Uint8Array(room)
    this.createdAt = new Float64Array(room)
    this.seenAt = new Float64Array(room)
    this.ids = new Uint32Array(4 * room)
    this.links = new Int32Array(6 * room)
    this.linkStarts = new Uint32Array(room + 1)
    this.keys = new Texts(room)
    this.search = new Texts(room)
  }

  /** Puts somebody into a slot of their own, and takes them out of the one they had. */
  add(person: PersonFacts): number {
    this.remove(person.no)
    const slot = this.size
    this.flags = grown(this.flags, slot + 1)
    this.flags[slot] = identityStatuses.indexOf(person.status) | (person.secondStep ? SECOND_STEP : 0)
    this.createdAt = grown(this.createdAt, slot + 1)
    this.createdAt[slot] = person.createdAt
    this.seenAt = grown(this.seenAt, slot + 1)
    this.seenAt[slot] = person.seenAt
    this.ids = grown(this.ids, 4 * slot + 4)
    this.ids.set(idWords(person.id), 4 * slot)
    this.keys.add(slot, person.usernameKey)
    this.search.add(slot, person.search)
    let at = this.linkStarts[slot] ?? 0
    this.links = grown(this.links, at + 2 * person.links.length)
    for (const { to, endsAt } of person.links) {
      const target = this.#targetOf(to)
      if (endsAt === null) this.links[at++] = 2 * target
      else {
        this.links[at++] = 2 * target + 1
        this.links[at++] = this.ends.push(endsAt) - 1
      }
    }
    this.linkStarts = grown(this.linkStarts, slot + 2)
    this.linkStarts[slot + 1] = at
    this.living = grown(this.living, (slot >>> 5) + 1)
    setBit(this.living, slot)
    this.#slots.set(person.no, slot)
    this.size = slot + 1
    this.count++
    return slot
  }

  remove(no: number): void {
    const slot = this.#slots.get(no)
    if (slot === undefined) return
    this.living[slot >>> 5]! &= ~(1 << (slot & 31))
    this.#slots.delete(no)
    this.count--
  }

  compareIds(a: number, b: number): number {
    for (let i = 0; i < 4; i++) {
      const difference = this.ids[4 * a + i]! - this.ids[4 * b + i]!
      if (difference !== 0) return difference
    }
    return 0
  }

  compareIdTo(slot: number, words: Uint32Array): number {
    for (let i = 0; i < 4; i++) {
      const difference = this.ids[4 * slot + i]! - words[i]!
      if (difference !== 0) return difference
    }
    return 0
  }

  idOf(slot: number): string {
    const hex = Array.from(this.ids.subarray(4 * slot, 4 * slot + 4), (word) =>
      word.toString(16).padStart(8, '0'),
    ).join('')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  #targetOf(to: string): number {
    const known = this.targets.get(to)
    if (known !== undefined) return known
    const target = this.targets.size
    this.targets.set(to, target)
    return target
  }
}

export const setBit = (bits: Uint32Array, at: number): void => {
  bits[at >>> 5]! |= 1 << (at & 31)
}
export const hasBit = (bits: Uint32Array, at: number): boolean => (bits[at >>> 5]! & (1 << (at & 31))) !== 0

/** A UUID as four numbers, which are ordered as its text is. */
export function idWords(id: string): Uint32Array {
  const hex = id.replaceAll('-', '')
  return Uint32Array.from([0, 8, 16, 24], (at) => Number.parseInt(hex.slice(at, at + 8), 16))
}
