import type { IdentityStatus } from '#contract/identities'
import { giveWay } from '../db/turns'
import { type Columns, grown, hasBit, idWords, SECOND_STEP, setBit, STATUS_MASK, statusBit } from './columns'
import { limits } from './limits'

/**
 * One thing that can be asked of people, and of whom it is known to be true. What a slot says never changes, so who was
 * looked at once need not be looked at again.
 */
export abstract class Part {
  /** A bit for each slot of which it is true. */
  bits = new Uint32Array(0)
  /** So many slots have been looked at. */
  known = 0
  #running: Promise<void> = Promise.resolve()

  constructor(protected readonly columns: Columns) {}

  /** Goes on to a later moment. False where what was found out is not true any more. */
  goOn(_now: number): boolean {
    return true
  }

  /** Finds out about all slots up to `size`. */
  lookUpTo(size: number): Promise<void> {
    const running = this.#running.catch(() => {}).then(() => this.#lookUpTo(size))
    this.#running = running
    return running
  }

  async #lookUpTo(size: number): Promise<void> {
    if (size <= this.known) return
    this.bits = grown(this.bits, ((size - 1) >>> 5) + 1)
    await this.look(this.known, size)
    this.known = size
  }

  /** Others get their turn now and then. */
  protected async look(from: number, to: number): Promise<void> {
    for (let start = from; start < to; start += limits.stretch) {
      await giveWay()
      this.lookAt(start, Math.min(to, start + limits.stretch))
    }
  }

  /** A loop for each: one that asked each slot by calling would take five times as long. */
  protected abstract lookAt(from: number, to: number): void
}

export class HasStatus extends Part {
  readonly #wanted: number

  constructor(columns: Columns, statuses: readonly IdentityStatus[]) {
    super(columns)
    this.#wanted = statuses.reduce((mask, status) => mask | statusBit(status), 0)
  }

  protected lookAt(from: number, to: number): void {
    const { flags } = this.columns
    const { bits } = this
    const wanted = this.#wanted
    for (let slot = from; slot < to; slot++) {
      if ((wanted >> (flags[slot]! & STATUS_MASK)) & 1) setBit(bits, slot)
    }
  }
}

export class HasOneStep extends Part {
  protected lookAt(from: number, to: number): void {
    const { flags } = this.columns
    const { bits } = this
    for (let slot = from; slot < to; slot++) if ((flags[slot]! & SECOND_STEP) === 0) setBit(bits, slot)
  }
}

/** Last signed in no later than then, or never. */
export class SeenUntil extends Part {
  constructor(
    columns: Columns,
    private readonly at: number,
  ) {
    super(columns)
  }

  protected lookAt(from: number, to: number): void {
    const { seenAt } = this.columns
    const { bits, at } = this
    for (let slot = from; slot < to; slot++) if (seenAt[slot]! <= at) setBit(bits, slot)
  }
}

export class HasId extends Part {
  readonly #words: Uint32Array

  constructor(columns: Columns, id: string) {
    super(columns)
    this.#words = idWords(id)
  }

  protected lookAt(from: number, to: number): void {
    const { ids } = this.columns
    const { bits } = this
    const last = this.#words[3]
    for (let slot = from; slot < to; slot++) {
      if (ids[4 * slot + 3] === last && this.columns.compareIdTo(slot, this.#words) === 0) setBit(bits, slot)
    }
  }
}

/** Linked to any of these at a moment. */
export class IsLinked extends Part {
  /** When the first of the links that count will have ended. */
  #until = Infinity

  constructor(
    columns: Columns,
    private readonly to: readonly string[],
    private now: number,
  ) {
    super(columns)
  }

  // Links that had ended stay so.
  override goOn(now: number): boolean {
    const isTrue = now >= this.now && now < this.#until
    if (isTrue) this.now = now
    return isTrue
  }

  protected lookAt(from: number, to: number): void {
    const { links, linkStarts, ends, targets } = this.columns
    const { bits, now } = this
    const asked = new Uint8Array(targets.size)
    for (const id of this.to) {
      const target = targets.get(id)
      if (target !== undefined) asked[target] = 1
    }
    for (let slot = from; slot < to; slot++) {
      for (let at = linkStarts[slot]!, last = linkStarts[slot + 1]!; at < last; at++) {
        const link = links[at]!
        const endsAt = (link & 1) === 0 ? Infinity : ends[links[++at]!]!
        if (asked[link >> 1] === 0 || endsAt <= now) continue
        if (endsAt < this.#until) this.#until = endsAt
        setBit(bits, slot)
        break
      }
    }
  }
}

/** Words of fewer letters are looked for at the beginning of words alone. */
const ANYWHERE = 3
const SPACE = 32

/** Has a word in one of their names. */
export class HasWord extends Part {
  readonly #needle: Buffer
  readonly #anywhere: boolean

  constructor(
    columns: Columns,
    private readonly word: string,
  ) {
    super(columns)
    this.#needle = Buffer.from(word)
    this.#anywhere = Array.from(word).length >= ANYWHERE
  }

  get length(): number {
    return this.#needle.length
  }

  /** Whether all who have the other word have this one. */
  isPartOf(other: HasWord): boolean {
    return this.#anywhere && other !== this && other.word.includes(this.word)
  }

  /** Asked of one alone. */
  isIn(slot: number): boolean {
    const needle = this.#needle
    const first = needle[0]
    const texts = this.columns.search
    const block = texts.block(slot)
    const start = texts.start(slot)
    const last = texts.end(slot) - needle.length
    for (let at = start; at <= last; at++) {
      if (block[at] !== first || !(this.#anywhere || at === start || block[at - 1] === SPACE)) continue
      let i = 1
      while (i < needle.length && block[at + i] === needle[i]) i++
      if (i === needle.length) return true
    }
    return false
  }

  /** A block of texts at a time. */
  protected override async look(from: number, to: number): Promise<void> {
    const { firsts } = this.columns.search
    let block = firsts.findLastIndex((first) => first <= from)
    for (let start = from; start < to; block++) {
      const end = Math.min(to, firsts[block + 1] ?? to)
      await giveWay()
      this.lookAt(start, end)
      start = end
    }
  }

  /** In texts of one block: where it is found many times quicker than in one after the other. */
  protected lookAt(from: number, to: number): void {
    const texts = this.columns.search
    const { bits } = this
    const [needle, block] = [this.#needle, texts.block(from)]
    let slot = from
    for (let at = block.indexOf(needle, texts.start(slot)); at >= 0;) {
      while (slot < to && texts.end(slot) <= at) slot++
      if (slot === to) break
      const isWhole = at + needle.length <= texts.end(slot)
      if (isWhole && (this.#anywhere || at === texts.start(slot) || block[at - 1] === SPACE)) {
        setBit(bits, slot)
        at = block.indexOf(needle, texts.end(slot))
      } else at = block.indexOf(needle, at + 1)
    }
  }
}

/** Those of some people of whom all parts are true, and how many they are. */
export function allOf(people: Uint32Array, parts: readonly Part[]): { bits: Uint32Array; count: number } {
  const bits = people.slice()
  for (const part of parts) {
    const own = part.bits
    for (let i = 0; i < bits.length; i++) bits[i]! &= own[i]!
  }
  return { bits, count: countBits(bits) }
}

function countBits(bits: Uint32Array): number {
  let count = 0
  for (let i = 0; i < bits.length; i++) {
    // Side by side in ever larger groups (Hacker's Delight, 5-1).
    let word = bits[i]!
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    word = (word + (word >>> 4)) & 0x0f0f0f0f
    count += Math.imul(word, 0x01010101) >>> 24
  }
  return count
}

/** The slots whose bits are set. */
export function slotsIn(bits: Uint32Array): number[] {
  const slots: number[] = []
  for (const [i, word] of bits.entries()) {
    if (word === 0) continue
    for (let slot = 32 * i; slot < 32 * i + 32; slot++) if (hasBit(bits, slot)) slots.push(slot)
  }
  return slots
}
