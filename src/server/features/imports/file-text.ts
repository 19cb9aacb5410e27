import { isAscii, isUtf8 } from 'node:buffer'
import type { Import } from '#contract/imports'
import { IMPORT_MAX } from '#contract/imports'
import type { Upload } from '../../http/files'
import { AppError } from '../../lib/errors'

export type Encoding = Import['encoding']

/** What a file is instead, where its beginning says so. */
const signatures: [kind: string, bytes: RegExp][] = [
  ['zip', /^PK(\x03\x04|\x05\x06|\x07\x08)/],
  ['excel', /^\xD0\xCF\x11\xE0/],
  ['pdf', /^%PDF-/],
  ['image', /^(\x89PNG|\xFF\xD8\xFF|GIF8|RIFF....WEBP|II\*\0|MM\0\*)/s],
  ['zip', /^(\x1F\x8B|7z\xBC\xAF|Rar!)/],
  ['html', /^(\xEF\xBB\xBF)?\s*<(!doctype|html|\?xml|table|meta)/i],
]

const sentences: Record<string, string> = {
  excel: 'This is an Excel workbook. Open it, and save it as CSV.',
  opendocument: 'This is an OpenDocument spreadsheet. Open it, and save it as CSV.',
  zip: 'This is a compressed file. Unpack it, and upload the CSV file in it.',
  pdf: 'This is a PDF document. Open the spreadsheet that it was made from, and save it as CSV.',
  image: 'This is a picture, not a CSV file.',
  html: 'This is a web page. Open it in a spreadsheet, and save it as CSV.',
  binary: 'This is not a text file.',
  empty: 'The file is empty.',
}

export const notCsv = (kind: string): AppError =>
  new AppError('not_csv', { message: sentences[kind] ?? 'This is not a CSV file.', details: { kind } })

/** How a file turned out to be written, known once all of it was read. */
export interface Reading {
  encoding: Encoding
  /**
   * True when bytes that UTF-8 does not know came only after others that it does: what was read before is to be taken for
   * Windows-1252 as well (`asWindows1252`).
   */
  changedLate: boolean
}

/** How much of the beginning decides. */
const HEAD = 4096

/**
 * The text of an upload, piece by piece, with a bound on what is read. UTF-8 and UTF-16 are recognised; what is neither is
 * Windows-1252, as older programs write it. `reading` is filled in on the way. Throws `file_too_large` and `not_csv`.
 */
export async function* textOf(upload: Upload, reading: Reading): AsyncGenerator<string> {
  if ((upload.length ?? 0) > IMPORT_MAX.bytes) throw new AppError('file_too_large')
  let size = 0
  let decoder: Decoder | null = null
  let head: Buffer = Buffer.alloc(0)
  for await (const piece of upload.pieces) {
    size += piece.length
    if (size > IMPORT_MAX.bytes) throw new AppError('file_too_large')
    if (decoder) {
      yield decoder.next(piece)
      continue
    }
    head = Buffer.concat([head, piece])
    if (head.length < HEAD) continue
    decoder = decoderOf(head, reading)
    yield decoder.next(head)
  }
  decoder ??= decoderOf(head, reading)
  yield size < HEAD ? decoder.next(head) + decoder.end() : decoder.end()
}

interface Decoder {
  next(bytes: Buffer): string
  end(): string
}

function decoderOf(head: Buffer, reading: Reading): Decoder {
  if (head.length === 0) throw notCsv('empty')
  const start = head.subarray(0, HEAD).toString('latin1')
  const known = signatures.find(([, bytes]) => bytes.test(start))
  if (known) throw notCsv(known[0] === 'zip' ? zipKind(start) : known[0])
  const wide = wideEncoding(head.subarray(0, HEAD))
  if (!wide) return new NarrowDecoder(reading)
  reading.encoding = wide
  const text = new TextDecoder(wide)
  return {
    next: (bytes) => withoutNul(text.decode(bytes, { stream: true })),
    end: () => withoutNul(text.decode()),
  }
}

/** Office files are archives; what is in them stands in their beginning. */
const zipKind = (start: string): string =>
  /\[Content_Types\]\.xml|xl\/|_rels\//.test(start) ? 'excel' : /opendocument/.test(start) ? 'opendocument' : 'zip'

/** UTF-16 says so with a mark, or by a NUL beside nearly every letter. */
function wideEncoding(head: Buffer): Encoding | null {
  const mark = head.subarray(0, 2).toString('hex')
  if (mark === 'fffe') return 'utf-16le'
  if (mark === 'feff') return 'utf-16be'
  const nuls = [0, 0]
  for (const [i, byte] of head.entries()) if (byte === 0) nuls[i % 2]! += 1
  const [even = 0, odd = 0] = nuls
  const enough = head.length / 4
  if (odd > enough && even === 0) return 'utf-16le'
  if (even > enough && odd === 0) return 'utf-16be'
  return null
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw notCsv('binary')
  return text
}

/** UTF-8 for as long as it can be. */
class NarrowDecoder implements Decoder {
  #old: TextDecoder | null = null
  /** The beginning of a character whose rest has not come yet. */
  #rest: Buffer = Buffer.alloc(0)
  #sawOthers = false
  #first = true

  constructor(private readonly reading: Reading) {
    reading.encoding = 'utf-8'
  }

  next(piece: Buffer): string {
    if (piece.includes(0)) throw notCsv('binary')
    if (this.#old) return this.#old.decode(piece, { stream: true })
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes))
    if (!isUtf8(whole)) return this.#change(bytes)
    this.#rest = bytes.subarray(whole.length)
    this.#sawOthers ||= !isAscii(whole)
    return this.#withoutMark(whole.toString('utf8'))
  }

  end(): string {
    if (this.#old) return this.#old.decode()
    return this.#rest.length > 0 ? this.#change(this.#rest) : ''
  }

  #change(bytes: Buffer): string {
    this.#old = new TextDecoder('windows-1252')
    this.reading.encoding = 'windows-1252'
    this.reading.changedLate = this.#sawOthers
    return this.#old.decode(bytes, { stream: true })
  }

  #withoutMark(text: string): string {
    const isFirst = this.#first && text !== ''
    if (isFirst) this.#first = false
    return isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text
  }
}

/** How many bytes at the end begin a character that goes on. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? back : 0
    }
  }
  return 0
}

/** A text that was read as UTF-8 and is not: no byte was lost. */
export const asWindows1252 = (text: string): string => new TextDecoder('windows-1252').decode(Buffer.from(text, 'utf8'))
