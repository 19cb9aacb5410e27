import type { exportColumns } from '#contract/imports'
import { plural, uiText } from '../../ui/ui.text'
import type { People } from './bulk'

const people = (n: number): string => plural(n, 'person', 'people')

export const exportText = {
  title: 'Export people',
  counting: 'Counting them …',
  who: (chosen: People, { total, totalExact }: { total: number; totalExact: boolean }): string => {
    if ('ids' in chosen) return `The ${people(total)} that ${total === 1 ? 'is' : 'are'} selected, as a CSV file.`
    const n = totalExact ? people(total) : `${uiText.total(total, totalExact)} people`
    return chosen.narrowed
      ? `The ${n} who ${total === 1 ? 'matches' : 'match'} your search and filters, as a CSV file.`
      : `Everyone in this realm, ${n}, as a CSV file.`
  },
  what: 'What the file holds',
  columns: {
    username: 'Username',
    email: 'E-mail address',
    firstName: 'First name',
    lastName: 'Last name',
    status: 'Status',
    groups: 'Groups',
    roles: 'Roles given directly',
    createdAt: 'Created',
    lastSignInAt: 'Last sign-in',
  } satisfies Record<(typeof exportColumns)[number], string>,
  attributes: 'Attributes as well',
  attributesHint: 'Their keys, with commas between them: department, cost centre',
  safe: 'Opens in Excel and other spreadsheets; what they would take for a formula is made harmless. The activity log says that you took it.',
  nothing: 'Choose at least one column',
  download: 'Download',
  begun: 'The file is on its way to your downloads.',
}
