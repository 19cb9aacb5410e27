import { giveWay } from '../db/turns'
import { limits } from './limits'

type Compare = (a: number, b: number) => number

/** Slots in an order: most of them in one long list, those that came lately in a short one beside it. */
export class Order {
  #recent: number[] = []

  private constructor(
    private readonly compare: Compare,
    private main: Int32Array,
  ) {}

  /** Of the first so many slots. `sorted`: they are in order already. */
  static async of(size: number, compare: Compare, sorted: boolean): Promise<Order> {
    const slots = Int32Array.from({ length: size }, (_, slot) => slot)
    return new Order(compare, sorted ? slots : await mergeSorted(slots, compare))
  }

  add(slot: number): void {
    this.#recent.splice(this.#placeAmong(this.#recent, slot), 0, slot)
    if (this.#recent.length > limits.recent) this.#settle()
  }

  /**
   * The first slots that are `wanted` behind a place, which `beside` tells (how a slot lies beside it), or from the
   * beginning. Those that are all named are sorted; else everybody is walked by.
   */
  take(options: {
    descending: boolean
    beside: ((slot: number) => number) | null
    wanted: ((slot: number) => boolean) | readonly number[]
    limit: number
  }): number[] {
    const { descending, beside, wanted, limit } = options
    if (typeof wanted !== 'function') {
      const sorted = wanted.toSorted((a, b) => (descending ? this.compare(b, a) : this.compare(a, b)))
      return sorted.filter((slot) => !beside || (descending ? beside(slot) < 0 : beside(slot) > 0)).slice(0, limit)
    }
    const [main, recent] = [this.main, this.#recent]
    const found: number[] = []
    if (descending) {
      let i = beside ? firstWhere(main, (slot) => beside(slot) >= 0) - 1 : main.length - 1
      let j = beside ? firstWhere(recent, (slot) => beside(slot) >= 0) - 1 : recent.length - 1
      while ((i >= 0 || j >= 0) && found.length < limit) {
        const fromMain = j < 0 || (i >= 0 && this.compare(main[i]!, recent[j]!) > 0)
        const slot = fromMain ? main[i--]! : recent[j--]!
        if (wanted(slot)) found.push(slot)
      }
      return found
    }
    let i = beside ? firstWhere(main, (slot) => beside(slot) > 0) : 0
    let j = beside ? firstWhere(recent, (slot) => beside(slot) > 0) : 0
    while ((i < main.length || j < recent.length) && found.length < limit) {
      const fromMain = j >= recent.length || (i < main.length && this.compare(main[i]!, recent[j]!) < 0)
      const slot = fromMain ? main[i++]! : recent[j++]!
      if (wanted(slot)) found.push(slot)
    }
    return found
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

/** Sorts from short runs to long ones, so that others get their turn in between. */
async function mergeSorted(slots: Int32Array, compare: Compare): Promise<Int32Array> {
  let from = slots
  let to: Int32Array = new Int32Array(slots.length)
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
        if (since >= limits.stretch) {
          since = 0
          await giveWay()
        }
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}
