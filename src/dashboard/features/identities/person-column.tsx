import type { Identity } from '#contract/identities'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { nameLink } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { Named } from '../../ui/named'
import { identitiesText as text, nameOf } from './identities.text'

/** How many people a section shows at first on the page of something else. */
export const FEW_PEOPLE = 10

/** A person's states that a list must not hide. Active is what one expects. */
export const PersonBadges = ({ person: { status, breakGlass } }: { person: Identity }) => (
  <>
    {status !== 'active' && (
      <Badge tone={status === 'suspended' ? 'danger' : status === 'pending' ? 'warning' : 'accent'}>
        {text.status[status]}
      </Badge>
    )}{' '}
    {breakGlass && <Badge tone="warning">{text.breakGlass}</Badge>}
  </>
)

/** What stands below a name: the username and the e-mail address, as far as they say more. */
export function Known({ person }: { person: Identity }) {
  const name = nameOf(person)
  const known = [person.username, person.email].filter(
    (one, index, all): one is string => one !== null && one !== name && all.indexOf(one) === index,
  )
  return known.map((one, index) => (
    <span key={one}>
      {index > 0 && ' · '}
      <Named>{one}</Named>
    </span>
  ))
}

/** The first column of every list of people. */
export const personColumn = <Item,>(options: {
  realm: string
  header: string
  of: (item: Item) => Identity
  sort?: string
}): Column<Item> => ({
  ...nameLink<Item>({
    header: options.header,
    sort: options.sort ?? 'username',
    name: (item) => nameOf(options.of(item)),
    to: (item) => paths.identity(options.realm, options.of(item).id),
    under: (item) => <Known person={options.of(item)} />,
    beside: (item) => <PersonBadges person={options.of(item)} />,
  }),
})
