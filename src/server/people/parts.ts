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

  protected abstract look(from: number, to: number): Promise<void>

  protected async lookAtEach(from: number, to: number, isTrue: (slot: number) => boolean): Promise<void> {
    for (let start = from; start < to; start += limits.stretch) {
      await giveWay()
      const end = Math.min(to, start + limits.stretch)
      for (let slot = start; slot < end; slot++) if (isTrue(slot)) setBit(this.bits, slot)
    }
  }
}

export class HasStatus extends Part {
  constructor(
    columns: Columns,
    private readonly statuses: readonly IdentityStatus[],
  ) {
    super(columns)
  }

  protected look(from: number, to: number): Promise<void> {
    const wanted = this.statuses.reduce((mask, status) => mask | statusBit(status), 0)
    const { columns } = this
    return this.lookAtEach(from, to, (slot) => ((wanted >> (columns.flags[slot]! & STATUS_MASK)) & 1) !== 0)
  }
}

export class HasOneStep extends Part {
  protected look(from: number, to: number): Promise<void> {
    const { columns } = this
    return this.lookAtEach(from, to, (slot) => (columns.flags[slot]! & SECOND_STEP) === 0)
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

  protected look(from: number, to: number): Promise<void> {
    const { columns, at } = this
    return this.lookAtEach(from, to, (slot) => columns.seenAt[slot]! <= at)
  }
}

export class HasId extends Part {
  constructor(
    columns: Columns,
    private readonly id: string,
  ) {
    super(columns)
  }

  protected look(from: number, to: number): Promise<void> {
    const { columns } = this
    const words = idWords(this.id)
    const last = words[3]
    return this.lookAtEach(
      from,
      to,
      (slot) => columns.ids[4 * slot + 3] === last && columns.compareIdTo(slot, words) === 0,
    )
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

  protected look(from: number, to: number): Promise<void> {
    const { columns, now } = this
    const asked = new Uint8Array(columns.targets.size)
    for (const id of this.to) {
      const target = columns.targets.get(id)
      if (target !== undefined) asked[target] = 1
    }
    return this.lookAtEach(from, to, (slot) => {
      const { links, linkStarts, ends } = columns
      for (let at = linkStarts[slot]!, last = linkStarts[slot + 1]!; at < last; at++) {
        const link = links[at]!
        const endsAt = (link & 1) === 0 ? Infinity : ends[links[++at]!]!
        if (asked[link >> 1] !== 1 || endsAt <= now) continue
        if (endsAt < this.#until) this.#until = endsAt
        return true
      }
      return false
    })
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

  /** A block of texts at a time, in each of which it is found many times quicker than in one text after the other. */
  protected async look(from: number, to: number): Promise<void> {
    const needle = this.#needle
    const { blocks, firsts, start, end } = this.columns.search
    let number = firsts.findLastIndex((first) => first <= from)
    for (let slot = from; slot < to; number++) {
      await giveWay()
      const block = blocks[number]!
      const behind = Math.min(to, firsts[number + 1] ?? to)
      for (let at = block.indexOf(needle, start(slot)); at >= 0;) {
        while (slot < behind && end(slot) <= at) slot++
        if (slot >= behind) break
        const isWhole = at + needle.length <= end(slot)
        if (isWhole && (this.#anywhere || at === start(slot) || block[at - 1] === SPACE)) {
          setBit(this.bits, slot)
          at = block.indexOf(needle, end(slot))
        } else at = block.indexOf(needle, at + 1)
      }
      slot = behind
    }
  }
}

/** Those of whom all parts are true, of the slots up to `size`; and how many they are. */
export function allOf(columns: Columns, parts: readonly Part[], size: number): { bits: Uint32Array; count: number } {
  const length = (size + 31) >>> 5
  const bits = columns.living.slice(0, length)
  // Of the last word only slots that have been looked at.
  if (size % 32 !== 0) bits[length - 1]! &= 2 ** (size % 32) - 1
  for (const part of parts) {
    const own = part.bits
    for (let i = 0; i < length; i++) bits[i]! &= own[i]!
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
