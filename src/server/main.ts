import closeWithGrace from 'close-with-grace'
import { ConfigError, readConfig } from './config'
import { startServer } from './server'

try {
  const server = await startServer(readConfig(process.env))
  console.log(`Castellan is ready at ${server.publicUrl}`)
  if (server.setupUrl) {
    console.log(`Open this link within 24 hours to become the first owner: ${server.setupUrl}`)
  }
  // Finishes what is in flight, then exits.
  closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
    if (err) server.app.log.error({ err }, 'stopping after an error')
    await server.close()
  })
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
