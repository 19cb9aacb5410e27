import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteDialect,
  type SqliteDialectConfig,
} from 'kysely'
import { TookTooLong } from './errors'
import { MAPPED } from './mapped'
import { openOnThreads, type ThreadedDatabase, type ThreadedStatement } from './sqlite-threads'
import { giveWay } from './turns'

/** How many heavy reads run at once; each has a thread to itself. */
const AT_ONCE = 2
/** A connection that has prepared so many different statements is replaced by a new one. */
const STATEMENTS_MAX = 500
/** How many rows libsql hands over at a time. */
const HANDFUL = 100

/**
 * Reads that may take long, on other threads. Only the way to a statement's first row is gone there, so each is turned
 * into one whose first row is there only when all are (see `wholeAtOnce`).
 */
export class HeavyDialect extends SqliteDialect {
  readonly #file: string
  readonly #limitMs: number

  constructor(file: string, limitMs: number) {
    // There is no one database: each connection opens its own.
    super({} as SqliteDialectConfig)
    this.#file = file
    this.#limitMs = limitMs
  }

  override createDriver(): Driver {
    return new HeavyDriver(this.#file, this.#limitMs)
  }
}

interface Waiting {
  begin(connection: HeavyConnection): void
  giveUp(): void
}

class HeavyDriver implements Driver {
  readonly #open = new Set<HeavyConnection>()
  readonly #idle: HeavyConnection[] = []
  readonly #queue: Waiting[] = []

  constructor(
    private readonly file: string,
    private readonly limitMs: number,
  ) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<HeavyConnection> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#open.size < AT_ONCE) return this.#another()
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        begin(connection) {
          clearTimeout(patience)
          resolve(connection)
        },
        giveUp() {
          clearTimeout(patience)
          reject(new TookTooLong('Too many heavy reads are waiting'))
        },
      }
      const patience = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1)
        waiting.giveUp()
      }, this.limitMs)
      this.#queue.push(waiting)
    })
  }

  async releaseConnection(released: DatabaseConnection): Promise<void> {
    let connection = released as HeavyConnection
    if (connection.isWorn) {
      this.#open.delete(connection)
      await connection.close()
      connection = this.#another()
    }
    const next = this.#queue.shift()
    if (next) next.begin(connection)
    else this.#idle.push(connection)
  }

  #another(): HeavyConnection {
    const connection = new HeavyConnection(this.file, this.limitMs)
    this.#open.add(connection)
    return connection
  }

  async beginTransaction(): Promise<void> {}
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}

  async destroy(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) waiting.giveUp()
    await Promise.all([...this.#open].map((connection) => connection.close()))
  }
}

class HeavyConnection implements DatabaseConnection {
  readonly #database: ThreadedDatabase
  readonly #limitMs: number
  readonly #ready: Promise<void>
  /** Never emptied while the connection lives: to end one could wait for what is running. */
  readonly #statements = new Map<string, ThreadedStatement>()
  #running: Promise<unknown> = Promise.resolve()
  #closing = false

  constructor(file: string, limitMs: number) {
    this.#database = openOnThreads(file)
    this.#limitMs = limitMs
    this.#ready = this.#database.exec(
      `pragma query_only = on; pragma busy_timeout = 5000; pragma mmap_size = ${MAPPED}`,
    )
  }

  get isWorn(): boolean {
    return this.#statements.size > STATEMENTS_MAX
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = this.#read<Row>(query)
    this.#running = result.catch(() => {})
    return result
  }

  async #read<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    let late = false
    // Again and again: an interrupt between two steps of the work is lost.
    const interrupt = () => {
      late = true
      this.#database.interrupt()
      limit = setTimeout(interrupt, 20)
    }
    let limit = setTimeout(interrupt, this.#limitMs)
    this.#interrupt = interrupt
    try {
      const statement = await this.#prepared(sql)
      if (late) throw new TookTooLong()
      const rows: Row[] = []
      for (const row of await statement.iterate(parameters)) {
        rows.push(row as Row)
        if (rows.length % HANDFUL === 0) await giveWay()
      }
      return { rows }
    } catch (error) {
      throw late ? new TookTooLong('A heavy read took too long', { cause: error }) : error
    } finally {
      clearTimeout(limit)
      this.#interrupt = () => {}
    }
  }

  #interrupt = () => {}

  async #prepared(sql: string): Promise<ThreadedStatement> {
    await this.#ready
    const text = wholeAtOnce(sql)
    const known = this.#statements.get(text)
    if (known) return known
    const statement = await this.#database.prepare(text)
    this.#statements.set(text, statement)
    return statement
  }

  // oxlint-disable-next-line require-yield -- Kysely asks for a generator; there is nothing that it could give
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('db.heavy does not stream; ask for a page at a time')
  }

  /** Gives up what is running, and closes once that has let go. */
  async close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    this.#interrupt()
    await this.#running
    await this.#ready.catch(() => {})
    this.#database.close()
  }
}

/** The same statement, worked out as a whole before its first row is given. Rows come in the order they were found in. */
const wholeAtOnce = (sql: string): string =>
  /^\s*(select|with)\b/i.test(sql) ? `with whole as materialized (${sql}\n) select * from whole` : sql
