/** How long a computation may go on before the event loop gets a turn. */
const STRETCH_MS = 1

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** When the first computation since the loop's last turn began; null while there was none. */
let begun: number | null = null

/** Between two pieces of a long computation: lets others have a turn of the event loop when it has been busy for long enough. */
export async function giveWay(): Promise<void> {
  // Once is enough, whatever others did meanwhile: whoever asked again could be passed over for ever.
  if (begun !== null && performance.now() - begun > STRETCH_MS) await nextTurn()
  if (begun !== null) return
  begun = performance.now()
  setImmediate(() => {
    begun = null
  })
}
