const key = 'castellan:seen-batches'
/** What ended an hour ago is not told any more, so few need to be remembered. */
const KEPT = 50

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
  } catch {
    // Storage may be switched off, or hold something else.
    return []
  }
}

/** What this browser has put away of how things ended. */
export const seenBatches = {
  read,
  add(id: string): string[] {
    const seen = [id, ...read()].slice(0, KEPT)
    try {
      localStorage.setItem(key, JSON.stringify(seen))
    } catch {
      // Then it is told again next time.
    }
    return seen
  },
}
