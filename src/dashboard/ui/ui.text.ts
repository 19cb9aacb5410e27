/** The sentences that the blocks say themselves. Features bring their own words. */
const number = new Intl.NumberFormat('en')

export const count = (n: number): string => number.format(n)

/** `plural(2, 'group')` → "2 groups" */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

export const uiText = {
  stillLooking: 'Still looking. The first search of a large realm can take a minute.',
  loading: (what: string) => `Loading ${what.toLowerCase()}`,
  loadingRows: 'Loading…',
  searchPlaceholder: 'Search',
  clearSearch: 'Clear search',
  clearFilters: 'Clear search and filters',
  nothingFound: 'Nothing found',
  nothingFoundFor: (q: string) => `Nothing here matches “${q}”. Names are compared without upper and lower case.`,
  nothingFoundFiltered: 'Nothing matches these filters.',
  couldNotLoad: (what: string) => `${what} could not be loaded`,
  tryAgain: 'Try again',
  firstPage: 'First page',
  back: 'Back',
  next: 'Next',
  showMore: 'Show more',
  looking: 'Looking at what this would do',
  cannotLook: 'This cannot be looked at just now',
  chosen: 'Chosen',
  takeOut: (name: string) => `Take ${name} out`,
  found: (n: number) => `${plural(n, 'choice')} found`,
  nothingThere: 'There is nothing to choose from.',
  typeToNarrow: 'Type to narrow it down.',
  actionsFor: (name: string) => `Actions for ${name}`,
  actions: 'Actions',
  total: (total: number, exact: boolean) => (exact ? count(total) : 'more than 10,000'),
  range: (from: number, to: number, total: number, exact: boolean) =>
    `${count(from)}–${count(to)} of ${uiText.total(total, exact)}`,
  rangeUnknown: (shown: number, total: number, exact: boolean) => `${count(shown)} of ${uiText.total(total, exact)}`,
  left: (time: string) => `${time} left`,
  over: 'over',
  select: (name: string) => `Select ${name}`,
  selectPage: 'Select all on this page',
  clearSelection: 'Select none',
  selectedActions: 'What to do with the selection',
  filtersSet: 'Filters that are set',
  removeFilter: (label: string) => `Remove the filter: ${label}`,
  clearAllFilters: 'Clear all',
  copy: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  requestId: (id: string) => `If you report this, mention request ${id}.`,
  leave: {
    title: 'Leave without saving?',
    text: 'What you typed here is not saved yet and would be lost.',
    stay: 'Keep editing',
    go: 'Leave',
  },
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  undone: 'Undone. Everything is as it was before.',
  typeToConfirm: (name: string) => `Type ${name} to confirm`,
  typeExactly: 'Type the name exactly as it stands above.',
}
