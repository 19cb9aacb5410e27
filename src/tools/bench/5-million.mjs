// @ts-check
import { seedMillion } from '../bench-million.mjs'

/** @type {import('../bench.mjs').Bench} */
export const bench = {
  name: 'a realm of a million people',
  run: async () => {
    const rows = []
    for (const [database, name] of /** @type {const} */ ([
      ['sqlite', 'SQLite'],
      ['postgres', 'PostgreSQL'],
    ])) {
      const { seeded, stop } = await seedMillion(database)
      try {
        rows.push({
          what: `Seeding a realm of 1,000,000 people, ${name}`,
          median: `${Math.round(seeded.seconds)} s`,
          beside: 'once, straight into the tables',
        })
      } finally {
        await stop()
      }
    }
    return rows
  },
}
