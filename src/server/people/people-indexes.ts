import type { Db } from '../db/open'
import { giveWay } from '../db/turns'
import { Columns, type PersonFacts } from './columns'
import { limits } from './limits'
import { PeopleIndex } from './people-index'
import { peopleFactsStore, type Place } from './people.store'

/** How many people are kept in memory altogether; realms that nobody has asked about for longest go first. */
const PEOPLE_KEPT = 3_000_000
/** A realm that nobody asks about for so long is let go. */
const IDLE_MS = 3_600_000
/** How many people are read anew one after the other. */
const AT_ONCE = 500

/** Of a realm's index: what is still to be done to it. */
interface Kept {
  /** Whoever changed since they were read. */
  stale: Set<number>
  index: Promise<PeopleIndex>
  /** The end of what is being done. */
  busy: Promise<unknown>
  size: number
  usedAt: number
  /** What is asked instead from now on. */
  replacedBy?: Kept
}

/**
 * The people of realms, in memory, so that a million of them are filtered, searched and sorted within milliseconds. A copy
 * and no more: triggers note every change to what is copied within the transaction that makes it, and before an answer is
 * given the notes are read, whoever wrote them. So any number of processes may each have a copy of their own.
 */
export class PeopleIndexes {
  readonly #realms = new Map<string, Kept>()
  /** Null until something is kept. */
  #place: Place | null = null
  /** Transactions whose changes were told and may be told again. */
  #told = new Set<string>()
  #reading: Promise<void> | null = null
  #next: Promise<void> | null = null
  /** Whether it will be looked who has not been asked about for long, even where nobody asks any more. */
  #watched = false

  constructor(private readonly db: Pick<Db, 'read' | 'heavy'>) {}

  /** A realm's people as they were when this was called, or later. */
  async of(realmId: string): Promise<PeopleIndex> {
    await this.#readChanges()
    const kept = this.#realms.get(realmId) ?? (await this.#begin(realmId))
    kept.usedAt = performance.now()
    this.#letGo(kept)
    return this.#inTurn(realmId, kept)
  }

  /** One after the other: what was read first is put in its place first. */
  #inTurn(realmId: string, kept: Kept): Promise<PeopleIndex> {
    const done = kept.busy.then(() => this.#bringUp(realmId, kept))
    kept.busy = done.catch(() => {})
    return done
  }

  /** Begins to read a realm's people, if they are not there, for whoever will soon ask about them. */
  prepare(realmId: string): void {
    if (!this.#realms.has(realmId)) void this.of(realmId).catch(() => {})
  }

  async #begin(realmId: string): Promise<Kept> {
    // What changes while it is read is read again.
    if (this.#place === null) {
      const place = await this.#facts(false).place()
      // Whoever was quicker has begun already, and needs to be told from there on.
      this.#place ??= place
    }
    const there = this.#realms.get(realmId)
    if (there) return there
    const kept = this.#new(realmId)
    this.#realms.set(realmId, kept)
    return kept
  }

  #new(realmId: string): Kept {
    const index = this.#read(realmId)
    const kept: Kept = { stale: new Set(), index, busy: index.catch(() => {}), size: 0, usedAt: performance.now() }
    index.catch(() => {
      // Whoever asks next tries again.
      if (this.#realms.get(realmId) === kept) this.#realms.delete(realmId)
    })
    return kept
  }

  async #read(realmId: string): Promise<PeopleIndex> {
    const store = this.#facts(true)
    const columns = new Columns(await store.population(realmId))
    let next = store.inOrder(realmId, null)
    for (;;) {
      const people = await next
      const last = people.at(-1)
      if (!last) break
      // The next are found while these are put in their places.
      next = store.inOrder(realmId, last)
      next.catch(() => {})
      for (const [i, person] of people.entries()) {
        columns.add(person)
        if (i % 50 === 0) await giveWay()
      }
    }
    return PeopleIndex.of(columns)
  }

  async #bringUp(realmId: string, kept: Kept): Promise<PeopleIndex> {
    if (kept.replacedBy) return this.#inTurn(realmId, kept.replacedBy)
    const index = await kept.index
    if (kept.stale.size > limits.stale + index.count / 4 && this.#realms.get(realmId) === kept) {
      kept.replacedBy = this.#new(realmId)
      this.#realms.set(realmId, kept.replacedBy)
      return this.#inTurn(realmId, kept.replacedBy)
    }
    while (kept.stale.size > 0) {
      const nos = [...kept.stale].slice(0, AT_ONCE)
      for (const no of nos) kept.stale.delete(no)
      let people: PersonFacts[]
      try {
        people = await this.#facts(false).numbered(realmId, nos)
      } catch (error) {
        for (const no of nos) kept.stale.add(no)
        throw error
      }
      const there = new Set(people.map(({ no }) => no))
      for (const no of nos) if (!there.has(no)) index.remove(no)
      for (const [i, person] of people.entries()) {
        index.set(person)
        if (i % 50 === 0) await giveWay()
      }
    }
    kept.size = index.count
    if (index.isWorn && this.#realms.get(realmId) === kept) this.#realms.delete(realmId)
    return index
  }

  /** Everything that was committed before this was called is known when it ends. */
  async #readChanges(): Promise<void> {
    // What is being read may have begun before; what comes next has not.
    this.#next ??= (this.#reading?.catch(() => {}) ?? Promise.resolve()).then(() => {
      this.#next = null
      this.#reading = this.#readOn().finally(() => {
        this.#reading = null
      })
      return this.#reading
    })
    return this.#next
  }

  async #readOn(): Promise<void> {
    // For nobody they need not be read.
    if (this.#realms.size === 0) this.#place = null
    for (let more = this.#place !== null; more;) {
      const news = await this.#facts(false).since(this.#place ?? '0')
      if (news === null) {
        // Nobody asked for so long that it is not known any more who changed.
        this.#realms.clear()
        this.#place = null
        return
      }
      const told = new Set<string>()
      for (const [i, { realmId, no, by }] of news.changes.entries()) {
        told.add(by)
        if (!this.#told.has(by)) this.#realms.get(realmId)?.stale.add(no)
        if (i % limits.stretch === 0) await giveWay()
      }
      this.#told = told
      this.#place = news.place
      more = news.more
      await giveWay()
    }
  }

  #letGo(used: Kept | null): void {
    const now = performance.now()
    const byUse = [...this.#realms].sort(([, a], [, b]) => b.usedAt - a.usedAt)
    let people = 0
    for (const [realmId, kept] of byUse) {
      people += kept.size
      if (kept !== used && (people > PEOPLE_KEPT || now - kept.usedAt >= IDLE_MS)) this.#realms.delete(realmId)
    }
    if (this.#realms.size === 0 || this.#watched) return
    this.#watched = true
    setTimeout(() => {
      this.#watched = false
      this.#letGo(null)
    }, IDLE_MS).unref()
  }

  #facts(heavy: boolean) {
    return peopleFactsStore(heavy ? this.db.heavy : this.db.read)
  }
}
