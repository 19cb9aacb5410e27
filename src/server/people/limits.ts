/** Where the index of people goes another way because there are many of them. Tests make them small. */
export const limits = {
  /** How many people one statement reads. */
  read: 250,
  /** How many slots are looked at between two looks at whether others want a turn. */
  stretch: 10_000,
  /** The same of those whose texts are compared. */
  compared: 1_000,
  /** Of so few the texts are looked at one by one. */
  few: 30_000,
  /** Of so few a page is found by sorting them. */
  sorted: 1_000,
  /** How many bytes of text lie together, and are looked through in one go. */
  block: 1 << 17,
  /** How many may come before they are put in their places among the rest. */
  recent: 1_000,
  /** When more than so many and a quarter of all have changed, all are read anew. */
  stale: 5_000,
  /** How many notes of changes one statement reads, on SQLite. */
  changes: 10_000,
  /** How many notes of changes are kept for processes that have not read them. */
  notesKept: 200_000,
}
