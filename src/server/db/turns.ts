/** How long statements may follow one another before the event loop gets a turn. */
const STRETCH_MS = 4

/** When the first statement since the loop's last turn began; null while there was none. */
let begun: number | null = null

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/**
 * Lets others have a turn of the event loop when statements have kept it busy for long enough. libsql is synchronous and
 * Kysely's awaits are microtasks: without this, a transaction of ten thousand statements is one long turn, in which no
 * request is even read from its socket.
 */
export async function giveWay(): Promise<void> {
  // Once is enough, whatever others did meanwhile: whoever asked again could be passed over for ever.
  if (begun !== null && performance.now() - begun > STRETCH_MS) await nextTurn()
  if (begun !== null) return
  begun = performance.now()
  setImmediate(() => {
    begun = null
  })
}
