/** How long one kind of work may go on before the event loop gets a turn. */
const STRETCH_MS = 2

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/**
 * Of one kind of work: lets others have a turn of the event loop when it has been kept busy for long enough. libsql is
 * synchronous and Kysely's awaits are microtasks: without this, a transaction of ten thousand statements is one long turn,
 * in which no request is even read from its socket. Each kind counts by itself, so that the few statements of a request do
 * not have to wait a turn each while something else is computed or written.
 */
function inTurns(): () => Promise<void> {
  /** When the first of this kind since the loop's last turn began; null while there was none. */
  let begun: number | null = null
  return async () => {
    // Once is enough, whatever others did meanwhile: whoever asked again could be passed over for ever.
    if (begun !== null && performance.now() - begun > STRETCH_MS) await nextTurn()
    if (begun !== null) return
    begun = performance.now()
    setImmediate(() => {
      begun = null
    })
  }
}

/** Before a statement that reads. */
export const turnToRead = inTurns()

/** Before a statement that writes, or reads within a transaction. */
export const turnToWrite = inTurns()

/** Between two pieces of a long computation. */
export const giveWay = inTurns()
