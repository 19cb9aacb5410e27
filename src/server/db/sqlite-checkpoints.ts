import { openOnThreads, type ThreadedDatabase, type ThreadedStatement } from './sqlite-threads'

/** After so many changed rows the log is carried over: about what SQLite's own limit of 1,000 pages is. */
const ROWS = 200
/** So many rows may be changed while that is going on. */
const ROWS_AHEAD = 1_000
/** So many pages (32 MB) may wait in the log before a write waits for them to be carried over. */
const PAGES_MAX = 8_000

/**
 * Carries what was written from the log into the database file, on another thread. SQLite does so by itself within the
 * commit that makes the log too long: half of all commits of 500 people took 50 to 100 ms of the one thread that answers
 * everybody. Writes go on meanwhile; one that comes when the log has grown far too long waits, and nobody else does.
 */
export class Checkpoints {
  readonly #file: string
  #database: ThreadedDatabase | null = null
  #statement: ThreadedStatement | null = null
  #running: Promise<boolean> | null = null
  #rows = 0
  #pages = 0
  #limit = PAGES_MAX
  #closed = false

  constructor(file: string) {
    this.#file = file
  }

  /** To be waited for before a write begins. */
  async room(): Promise<void> {
    if (this.#running && this.#rows > ROWS_AHEAD) await this.#running
    if (this.#pages <= this.#limit) return
    await this.#running
    // Nothing is added now: what is carried over as a whole, the next write begins anew.
    const whole = await this.#run()
    // Else somebody still reads what was there before: no reason to stop everybody at each write.
    this.#limit = whole ? PAGES_MAX : this.#pages + PAGES_MAX
    if (whole) this.#pages = 0
  }

  /** To be told of after a write: how many rows it changed. */
  written(rows: number): void {
    this.#rows += rows
    if (this.#rows >= ROWS && !this.#running && !this.#closed) void this.#run()
  }

  /** Returns whether all that was in the log at the beginning is in the file. */
  async #run(): Promise<boolean> {
    this.#rows = 0
    const run = this.#carryOver()
      // The commit at SQLite's own, higher limit does it then, and says what is wrong.
      .catch(() => false)
      .finally(() => {
        this.#running = null
      })
    this.#running = run
    return run
  }

  async #carryOver(): Promise<boolean> {
    this.#database ??= openOnThreads(this.#file)
    this.#statement ??= await this.#database.prepare('pragma wal_checkpoint(passive)')
    const [done] = [...(await this.#statement.iterate([]))] as { log: number; checkpointed: number }[]
    if (!done) return false
    this.#pages = done.log
    return done.log === done.checkpointed
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#running
    this.#database?.close()
  }
}
