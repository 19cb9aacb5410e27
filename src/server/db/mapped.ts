/**
 * How much of the database file connections that only read have mapped into memory, in bytes: the most that SQLite is built
 * for. Looking at many rows one by one takes half the time (measured at a million people).
 */
export const MAPPED = 2_147_418_112
