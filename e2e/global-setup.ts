import { startPostgres } from '../src/tools/postgres.mjs'

/** One PostgreSQL for the run, unless `npm test` has started it already; servers make their databases in it. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  try {
    const postgres = await startPostgres()
    process.env['TEST_DATABASE_URL'] = postgres.url
    return postgres.stop
  } catch (error) {
    // The tests on SQLite need none; those on PostgreSQL will fail.
    console.error(error instanceof Error ? error.message : error)
    return undefined
  }
}
