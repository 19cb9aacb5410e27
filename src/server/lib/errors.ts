import { type ErrorCode, errorCodes } from '#contract/errors'

/** A refusal that travels to the caller as `{ code, message, fields?, details?, requestId }` (STYLE: one road). */
export class AppError extends Error {
  readonly status: number

  constructor(
    readonly code: ErrorCode,
    readonly options: { message?: string; fields?: Record<string, string>; details?: Record<string, unknown> } = {},
  ) {
    super(options.message ?? errorCodes[code][1])
    this.status = errorCodes[code][0]
  }
}

/** There is no such thing, or it is not the caller's: both are answered alike. */
export const notFound = (what?: string): AppError =>
  new AppError('not_found', what ? { message: `There is no such ${what}, or it is not yours to see.` } : {})

/** A contradiction with what is there; `fields` names the form's fields it lands on. */
export const conflict = (code: ErrorCode, fields?: Record<string, string>): AppError =>
  new AppError(code, fields ? { fields } : {})

/** A body that its schema allows but that cannot be. */
export const invalid = (fields: Record<string, string>): AppError => new AppError('invalid', { fields })
