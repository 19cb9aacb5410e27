/** Where the server takes the time from: integer milliseconds since 1970. Tests pass one that they move by hand. */
export type Clock = () => number

/** An instant as the API shows it: RFC 3339, UTC, with milliseconds. */
export const toTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
