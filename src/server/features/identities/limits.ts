/**
 * Where the reading of people goes another way because there are many of them, measured at a million with SQLite, which looks
 * up and compares one in one to two microseconds. Tests make them small.
 */
export const limits = {
  /** With no more people than this they are all looked at, whatever is asked. */
  tiny: 1_000,
  /** So many people can be looked at one by one, and sorted. */
  few: 6_000,
  /** So far a list is walked to find a page of those of whom there are more. */
  walk: 6_000,
  /** And no further than this, when it looks promising. */
  walkMax: 40_000,
  /** So much further where most people are passed without looking at them, for which so many are noted. */
  quicker: 4,
  noted: 20_000,
  /** When so many times a page's worth are there, only the first of them are looked at closely. */
  worth: 6,
  /** Beyond this it makes no difference any more where to begin. */
  many: 50_000,
  /** So many are looked at to tell how many there are at least. */
  sample: 1_000,
  /** With more ways to people than this, it is found out first which of them can lead to the page at all. */
  waysAtOnce: 8,
  /** When more ways than this lead to more than one person in `oneIn`, the page is soon walked to. */
  manyWays: 100,
  oneIn: 30,
  /** How many links are looked at to count the people at their ends. */
  linksCounted: 12_000,
}
