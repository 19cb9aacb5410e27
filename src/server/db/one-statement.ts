import type { Dialect, Driver } from 'kysely'

/**
 * A dialect without transactions. What is read through `heavy` may wait for its turn between two statements, and must not
 * keep a connection (and, in SQLite, the log from being cut) meanwhile.
 */
export const oneStatementAtATime = (dialect: Dialect): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
  createDriver(): Driver {
    const driver = dialect.createDriver()
    driver.beginTransaction = () =>
      Promise.reject(new Error('db.heavy reads one statement at a time; transactions belong to db.read and change()'))
    return driver
  },
})
