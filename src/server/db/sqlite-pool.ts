import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteDialect,
  type SqliteDialectConfig,
} from 'kysely'
import { TookTooLong } from './errors'
import { openOnThreads, type ThreadedDatabase, type ThreadedStatement } from './sqlite-threads'
import { giveWay } from './turns'

/** A connection that has prepared so many different statements is replaced by a new one. */
const STATEMENTS_MAX = 500
/** How many rows libsql hands over at a time. */
const HANDFUL = 100

/** What a pool of connections is for. */
export interface Purpose {
  file: string
  /** How many connections there are at most; each statement that runs has a thread to itself. */
  connections: number
  /** Set on each connection. */
  pragmas: string
  /** How transactions begin. */
  begin: 'begin' | 'begin immediate'
  /** How long is waited for a connection, and then for a statement; without, as long as it takes. */
  limitMs?: number
  /** To be waited for before anything begins. */
  room?(): Promise<void>
  /** Told, once nothing is open any more, of how many rows were changed. */
  written?(rows: number): void
}

/**
 * SQLite on other threads than the one that answers everybody: what has to be fetched from the disk holds nobody else up.
 * Only the way to a statement's first row is gone there, so each that selects is turned into one whose first row is there
 * only when all are (see `wholeAtOnce`). What changes rows does all of it before it returns the first
 * (https://www.sqlite.org/lang_returning.html, section 2.1).
 */
export class PoolDialect extends SqliteDialect {
  readonly #purpose: Purpose

  constructor(purpose: Purpose) {
    // There is no one database: each connection opens its own.
    super({} as SqliteDialectConfig)
    this.#purpose = purpose
  }

  override createDriver(): Driver {
    return new Pool(this.#purpose)
  }
}

interface Prepared {
  statement: ThreadedStatement
  changes: boolean
}

interface Waiting {
  begin(connection: Connection): void
  giveUp(): void
}

class Pool implements Driver {
  readonly #purpose: Purpose
  readonly #open = new Set<Connection>()
  readonly #idle: Connection[] = []
  readonly #queue: Waiting[] = []

  constructor(purpose: Purpose) {
    this.#purpose = purpose
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#open.size < this.#purpose.connections) return this.#another()
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        begin(connection) {
          clearTimeout(patience)
          resolve(connection)
        },
        giveUp() {
          clearTimeout(patience)
          reject(new TookTooLong('Too many statements are waiting'))
        },
      }
      const patience = after(this.#purpose.limitMs, () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1)
        waiting.giveUp()
      })
      this.#queue.push(waiting)
    })
  }

  async releaseConnection(released: DatabaseConnection): Promise<void> {
    let connection = released as Connection
    if (connection.isWorn) {
      this.#open.delete(connection)
      await connection.close()
      connection = this.#another()
    }
    const next = this.#queue.shift()
    if (next) next.begin(connection)
    else this.#idle.push(connection)
  }

  #another(): Connection {
    const connection = new Connection(this.#purpose)
    this.#open.add(connection)
    return connection
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#purpose.begin))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async destroy(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) waiting.giveUp()
    await Promise.all([...this.#open].map((connection) => connection.close()))
  }
}

class Connection implements DatabaseConnection {
  readonly #purpose: Purpose
  readonly #database: ThreadedDatabase
  readonly #ready: Promise<void>
  /** Never emptied while the connection lives: to end one could wait for what is running. */
  readonly #statements = new Map<string, Prepared>()
  #running: Promise<unknown> = Promise.resolve()
  #inTransaction = false
  #changed = 0
  #failed = false
  #closing = false

  constructor(purpose: Purpose) {
    this.#purpose = purpose
    this.#database = openOnThreads(purpose.file)
    this.#ready = this.#database.exec(`pragma busy_timeout = 5000; ${purpose.pragmas}`)
    // Whoever asks is told.
    this.#ready.catch(() => (this.#failed = true))
  }

  /** Whether another should take its place. */
  get isWorn(): boolean {
    return this.#failed || this.#statements.size > STATEMENTS_MAX
  }

  /** One after the other, whoever asks: the rows of the last must be fetched before the next begins. */
  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = this.#running.then(() => this.#execute<Row>(query))
    this.#running = result.catch(() => {})
    return result
  }

  async #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!this.#inTransaction) await this.#purpose.room?.()
    const { sql } = query
    // Whatever comes of it: after a failed commit nothing but `rollback` can follow.
    if (sql === 'commit' || sql === 'rollback') this.#inTransaction = false
    const result = await this.#limited<Row>(query)
    if (sql === this.#purpose.begin) this.#inTransaction = true
    this.#changed += Number(result.numAffectedRows ?? 0)
    if (!this.#inTransaction) {
      this.#purpose.written?.(this.#changed)
      this.#changed = 0
    }
    return result
  }

  async #limited<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    let late = false
    // Again and again: an interrupt between two steps of the work is lost.
    const interrupt = () => {
      late = true
      this.#database.interrupt()
      limit = setTimeout(interrupt, 20)
    }
    let limit = after(this.#purpose.limitMs, interrupt)
    this.#interrupt = interrupt
    try {
      const { statement, changes } = await this.#prepared(query.sql)
      if (late) throw new TookTooLong()
      const rows: Row[] = []
      for (const row of await statement.iterate(query.parameters)) {
        rows.push(row as Row)
        if (rows.length % HANDFUL === 0) await giveWay()
      }
      return changes ? { rows, numAffectedRows: await this.#changes() } : { rows }
    } catch (error) {
      throw late ? new TookTooLong('A statement took too long', { cause: error }) : error
    } finally {
      clearTimeout(limit)
      this.#interrupt = () => {}
    }
  }

  #interrupt = () => {}

  async #prepared(sql: string): Promise<Prepared> {
    await this.#ready
    const known = this.#statements.get(sql)
    if (known) return known
    const changes = changesRows(sql)
    const statement = await this.#database.prepare(changes ? sql : wholeAtOnce(sql))
    const prepared = { statement, changes }
    this.#statements.set(sql, prepared)
    return prepared
  }

  /** How many rows the last statement changed. */
  async #changes(): Promise<bigint> {
    const { statement } = await this.#prepared('select changes() as n')
    return BigInt((statement.get([]) as { n: number }).n)
  }

  // oxlint-disable-next-line require-yield -- Kysely asks for a generator; there is nothing that it could give
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('SQLite does not stream; ask for a page at a time')
  }

  /** Once what is running has ended. What has a limit is given up. */
  async close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    if (this.#purpose.limitMs !== undefined) this.#interrupt()
    await this.#running
    await this.#ready.catch(() => {})
    this.#database.close()
  }
}

const after = (ms: number | undefined, run: () => void): NodeJS.Timeout | undefined =>
  ms === undefined ? undefined : setTimeout(run, ms)

/** Whether a statement changes rows, and says how many. */
const changesRows = (sql: string): boolean =>
  /^\s*(insert|update|delete)\b/i.test(sql) || /^\s*with\b.*\)\s*(insert|update|delete)\b/is.test(sql)

/** The same statement, worked out as a whole before its first row is given. Rows come in the order they were found in. */
const wholeAtOnce = (sql: string): string =>
  /^\s*(select|with)\b/i.test(sql) ? `with whole as materialized (${sql}\n) select * from whole` : sql
