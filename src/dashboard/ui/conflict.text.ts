import { count, plural } from './ui.text'

export const conflictText = {
  title: 'Someone changed this while you were editing',
  somebody: 'It is newer now than when you opened it.',
  noDisagreement: 'What they changed and what you changed are different things, so both can stand.',
  differences: 'Where your version and theirs differ',
  yours: 'Yours',
  theirs: 'Theirs',
  keepMine: 'Keep mine',
  saveAnyway: 'Save mine as well',
  takeTheirs: 'Take theirs',
  takeOne: (label: string) => `Take their ${label.toLowerCase()}`,
  lookAgain: 'Look again',
  reviewTitle: 'This changed while you were looking',
  othersTitle: 'Other people match by now',
  others: (expected: number, found: number) =>
    `When you looked, ${plural(expected, 'person', 'people')} matched; now ${found === 1 ? 'it is one' : `it is ${count(found)}`}. Nothing was done. Look again before you decide.`,
  reviewText: 'The preview below may no longer be true. Look again before you decide.',
}
