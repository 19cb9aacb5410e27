import { CsvError, parse, type Parser } from 'csv-parse'
import type { Import } from '#contract/imports'
import { IMPORT_MAX } from '#contract/imports'
import { AppError } from '../../lib/errors'

export type Separator = Import['separator']

/** A line of the file, by its number as a spreadsheet shows it. */
export interface FileRow {
  position: number
  cells: string[]
}

/** How much is handed to the parser at once: some milliseconds' worth. */
const PIECE = 16_384

/**
 * The rows of a text, some at a time, blank ones left out. The first line of all may say the separator, as Excel writes it
 * (`sep=;`); else it is guessed from what stands in the first lines. Throws `line_too_long`, `too_many_columns`,
 * `too_many_rows`.
 */
export async function* rowsOf(
  text: AsyncGenerator<string>,
  said: (separator: Separator) => void,
): AsyncGenerator<FileRow[]> {
  const { start, separator } = await beginning(text)
  said(separator)
  const parser = new RowParser(separator)
  for await (const some of joinedTo(start, text)) {
    for (let at = 0; at < some.length; at += PIECE) {
      const rows = await parser.next(some.slice(at, at + PIECE))
      if (rows.length > 0) yield rows
    }
  }
  const rows = await parser.end()
  if (rows.length > 0) yield rows
}

/** The parser as a stream wants to be waited for at each row; handed a piece, it has all its rows at once. */
class RowParser {
  readonly #parser: Parser
  #failure: Error | null = null
  /** Which line the last record was, and how many have been given. */
  #position = 0
  #rows = 0
  /** How much has been read since a record last ended. */
  #since = 0

  constructor(separator: Separator) {
    this.#parser = parse({
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: IMPORT_MAX.line,
    })
    this.#parser.on('error', (error) => {
      this.#failure = error
    })
  }

  async next(piece: string): Promise<FileRow[]> {
    this.#parser.write(piece)
    this.#since += piece.length
    const rows = await this.#ready()
    // Separators alone fill no cell, so a line of nothing else would never reach the parser's own bound.
    if (this.#since > IMPORT_MAX.line + 2 * PIECE) throw this.#tooLong()
    return rows
  }

  end(): Promise<FileRow[]> {
    this.#parser.end()
    return this.#ready()
  }

  async #ready(): Promise<FileRow[]> {
    // Others get their turn, and the parser its own to say that it has failed.
    await new Promise((resolve) => setImmediate(resolve))
    if (this.#failure) throw this.#failure instanceof CsvError ? this.#tooLong() : this.#failure
    const rows: FileRow[] = []
    for (;;) {
      const record = this.#parser.read() as string[] | null
      if (record === null) return rows
      this.#since = 0
      this.#position += 1
      const cells = lastFilled(record)
      if (cells.length > 0) rows.push(this.#checked(cells))
    }
  }

  #checked(cells: string[]): FileRow {
    const line = this.#position
    if (cells.length > IMPORT_MAX.columns) throw new AppError('too_many_columns', { details: { line } })
    if (cells.some((cell) => cell.length > IMPORT_MAX.cell)) {
      const message = `A cell in line ${line} has more than 10,000 characters.`
      throw new AppError('line_too_long', { message, details: { line } })
    }
    this.#rows += 1
    // The first may be the header.
    if (this.#rows > IMPORT_MAX.rows + 1) throw new AppError('too_many_rows')
    return { position: line, cells }
  }

  #tooLong(): AppError {
    const line = this.#position + 1
    const message = `Line ${line} of the file is too long. Perhaps a quotation mark in it is not closed.`
    return new AppError('line_too_long', { message, details: { line } })
  }
}

/** A line without the empty cells at its end, which spreadsheets add where another line is longer. */
function lastFilled(cells: string[]): string[] {
  let length = cells.length
  while (length > 0 && cells[length - 1]!.trim() === '') length -= 1
  return cells.slice(0, length)
}

async function* joinedTo(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start
  yield* rest
}

/** How much of the text the separator is guessed from. */
const LOOKED_AT = 16_384
const candidates: readonly Separator[] = [',', ';', '\t', '|']

async function beginning(text: AsyncGenerator<string>): Promise<{ start: string; separator: Separator }> {
  let start = ''
  while (start.length < LOOKED_AT) {
    const piece = await text.next()
    if (piece.done) break
    start += piece.value
  }
  const said = /^"?sep=([,;|\t])"?[ \t]*(\r\n|\r|\n)/i.exec(start)
  if (said) return { start: start.slice(said[0].length), separator: said[1] as Separator }
  return { start, separator: guess(start) }
}

/** The one that divides the first lines into the same number of cells, and into the most. */
function guess(start: string): Separator {
  const unquoted = start.replaceAll(/"(?:[^"]|"")*"/g, 'x')
  const lines = unquoted.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  // The last one may have been cut off.
  const some = lines.slice(0, Math.min(20, Math.max(1, lines.length - 1)))
  let best: Separator = ','
  let bestScore = 0
  for (const candidate of candidates) {
    const counts = some.map((line) => line.split(candidate).length - 1)
    const first = counts[0] ?? 0
    const alike = counts.filter((count) => count === first).length / Math.max(1, counts.length)
    const score = first * alike * alike
    if (score > bestScore) [best, bestScore] = [candidate, score]
  }
  return best
}
