// @ts-check
import { fileURLToPath } from 'node:url'

/** The project's directory: commands work from wherever they are called. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What `npm start` runs, once built. */
export const serverBundle = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))
