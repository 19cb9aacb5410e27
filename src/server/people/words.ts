import { giveWay } from '../db/turns'
import type { Texts } from './columns'
import { limits } from './limits'

/** Words of fewer letters are looked for at the beginning of words alone. */
const ANYWHERE = 3
const SPACE = 32

/** A word that people are searched by, and which of them are known to have it. */
export class Word {
  readonly #needle: Buffer
  readonly #anywhere: boolean
  #has = new Uint32Array(0)
  /** So many slots have been looked at. */
  known = 0
  #running: Promise<void> = Promise.resolve()

  constructor(readonly text: string) {
    this.#needle = Buffer.from(text)
    this.#anywhere = Array.from(text).length >= ANYWHERE
  }

  /** Whether all who have the other word have this one. */
  isPartOf(other: Word): boolean {
    return this.#anywhere && other !== this && other.text.includes(this.text)
  }

  /** Whether the text of a slot has it, asked of that one alone. */
  isIn({ bytes, starts }: Texts, slot: number): boolean {
    const needle = this.#needle
    const first = needle[0]
    const start = starts[slot]!
    const last = starts[slot + 1]! - needle.length
    for (let at = start; at <= last; at++) {
      if (bytes[at] !== first || !(this.#anywhere || at === start || bytes[at - 1] === SPACE)) continue
      let i = 1
      while (i < needle.length && bytes[at + i] === needle[i]) i++
      if (i === needle.length) return true
    }
    return false
  }

  /** Finds out about all slots up to `size`, in one go through their texts. */
  async lookUpTo(texts: Texts, size: number): Promise<void> {
    const running = this.#running.then(() => this.#look(texts, size))
    this.#running = running
    return running
  }

  /** Whether a slot has it that was looked at before. */
  isKnownIn = (slot: number): boolean => (this.#has[slot >>> 5]! & (1 << (slot & 31))) !== 0

  async #look(texts: Texts, size: number): Promise<void> {
    if (size <= this.known) return
    if (this.#has.length <= size >>> 5) {
      const larger = new Uint32Array((size >>> 5) + 1 + (this.#has.length >>> 3))
      larger.set(this.#has)
      this.#has = larger
    }
    const needle = this.#needle
    let slot = this.known
    while (slot < size) {
      const { bytes, starts } = texts
      const end = starts[size]!
      const until = Math.min(end, starts[slot]! + limits.bytes)
      // Nothing is looked for behind the stretch, however far away the next one is.
      const stretch = bytes.subarray(0, Math.min(end, until + needle.length))
      let at = stretch.indexOf(needle, starts[slot])
      while (at >= 0 && at < until) {
        while (starts[slot + 1]! <= at) slot++
        const start = starts[slot]!
        if (at + needle.length <= starts[slot + 1]! && (this.#anywhere || at === start || bytes[at - 1] === SPACE)) {
          this.#has[slot >>> 5]! |= 1 << (slot & 31)
          slot++
          at = stretch.indexOf(needle, starts[slot])
        } else at = stretch.indexOf(needle, at + 1)
        if (slot >= size) break
      }
      while (slot < size && starts[slot + 1]! <= until) slot++
      // A text that goes on behind the stretch is looked at by itself.
      if (slot < size && starts[slot]! < until) {
        if (this.isIn(texts, slot)) this.#has[slot >>> 5]! |= 1 << (slot & 31)
        slot++
      }
      await giveWay()
    }
    this.known = size
  }
}
