import { durationText } from './settings.text'

/** The usual lengths of time and the one that is set, which may have come through the API. */
export const durationOptions = (usual: readonly number[], current: number) =>
  [...new Set([...usual, current])]
    .sort((a, b) => a - b)
    .map((seconds) => ({ value: String(seconds), label: durationText(seconds) }))

/** The same of plain numbers. */
export const numberOptions = (usual: readonly number[], current: number, words: (n: number) => string) =>
  [...new Set([...usual, current])].sort((a, b) => a - b).map((n) => ({ value: String(n), label: words(n) }))
