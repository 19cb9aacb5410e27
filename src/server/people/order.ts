import { giveWay } from '../db/turns'
import { limits } from './limits'

type Compare = (a: number, b: number) => number

/** Slots in an order: most of them in one long list, those that came lately in a short one beside it. */
export class Order {
  #recent: number[] = []

  /**
   * `main`: slots in this order. `patience`: how many times `limits.recent` may come before they are put in their places,
   * so that orders that get the same slots do not do so in the same turn.
   */
  constructor(
    private readonly compare: Compare,
    private main: Int32Array,
    private readonly patience: number,
  ) {}

  add(slot: number): void {
    this.#recent.splice(this.#placeAmong(this.#recent, slot), 0, slot)
    if (this.#recent.length > limits.recent * this.patience) this.#settle()
  }

  /**
   * The first slots whose bits are set behind a place, which `beside` tells (how a slot lies beside it), or from the
   * beginning. `few`: all whose bits are set, where those are so few that they are sorted.
   */
  take(options: {
    bits: Uint32Array
    few: readonly number[] | null
    descending: boolean
    beside: ((slot: number) => number) | null
    limit: number
  }): number[] {
    const { bits, few, descending, beside, limit } = options
    const compare = descending ? (a: number, b: number) => this.compare(b, a) : this.compare
    if (few) {
      const behind = beside ? few.filter((slot) => (descending ? beside(slot) < 0 : beside(slot) > 0)) : few
      return behind.toSorted(compare).slice(0, limit)
    }
    const found = [this.main, this.#recent].flatMap((list) => {
      if (!descending) return collect(list, beside ? firstWhere(list, (slot) => beside(slot) > 0) : 0, 1, bits, limit)
      const from = beside ? firstWhere(list, (slot) => beside(slot) >= 0) : list.length
      return collect(list, from - 1, -1, bits, limit)
    })
    return found.sort(compare).slice(0, limit)
  }

  #placeAmong(list: ArrayLike<number>, slot: number): number {
    return firstWhere(list, (other) => this.compare(other, slot) > 0)
  }

  /** Puts those that came lately in their places. */
  #settle(): void {
    const merged = new Int32Array(this.main.length + this.#recent.length)
    let from = 0
    for (const [i, slot] of this.#recent.entries()) {
      const to = this.#placeAmong(this.main, slot)
      merged.set(this.main.subarray(from, to), from + i)
      merged[to + i] = slot
      from = to
    }
    merged.set(this.main.subarray(from), from + this.#recent.length)
    this.main = merged
    this.#recent = []
  }
}

/** The first slots of a list whose bits are set. A million of them are passed by in two milliseconds. */
function collect(
  list: Int32Array | readonly number[],
  from: number,
  step: 1 | -1,
  bits: Uint32Array,
  limit: number,
): number[] {
  const found: number[] = []
  for (let at = from; at >= 0 && at < list.length; at += step) {
    const slot = list[at]!
    if ((bits[slot >>> 5]! & (1 << (slot & 31))) === 0) continue
    found.push(slot)
    if (found.length >= limit) break
  }
  return found
}

/** The first place in a list that is all no and then all yes. */
function firstWhere(list: ArrayLike<number>, isYes: (slot: number) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isYes(list[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

/** The first so many slots. */
export async function inSlotOrder(size: number): Promise<Int32Array> {
  const slots = new Int32Array(size)
  for (let slot = 0; slot < size; slot++) {
    slots[slot] = slot
    if (slot % limits.stretch === 0) await giveWay()
  }
  return slots
}

/** The same in an order, from short runs to long ones, so that others get their turn in between. */
export async function sorted(size: number, compare: Compare): Promise<Int32Array> {
  let from = await inSlotOrder(size)
  let to: Int32Array = new Int32Array(size)
  let since = 0
  for (let run = 1; run < from.length; run *= 2) {
    for (let start = 0; start < from.length; start += 2 * run) {
      const middle = Math.min(start + run, from.length)
      const end = Math.min(start + 2 * run, from.length)
      let [i, j] = [start, middle]
      for (let at = start; at < end; at++) {
        const left = j >= end || (i < middle && compare(from[i]!, from[j]!) <= 0)
        to[at] = left ? from[i++]! : from[j++]!
        since++
        if (since >= limits.compared) {
          since = 0
          await giveWay()
        }
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}
