// @ts-check
import { startPostgres } from './postgres.mjs'

/** Vitest's global set-up of the `postgres` project: one PostgreSQL for all of it, in which each test server makes its own database. */
export default async function setup() {
  const given = process.env['TEST_DATABASE_URL']
  const postgres = await startPostgres()
  // Workers are started afterwards and inherit it.
  process.env['TEST_DATABASE_URL'] = postgres.url
  return async () => {
    if (!given) delete process.env['TEST_DATABASE_URL']
    await postgres.stop()
  }
}
