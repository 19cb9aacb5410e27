import { useQuery } from '@tanstack/react-query'
import { identities, type Identity, type Membership } from '#contract/identities'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { nameLink } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { BinIcon, GroupIcon, PlusIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { PathNames } from '../../ui/path-names'
import { pick } from '../../ui/pick'
import { review } from '../../ui/review'
import { SectionList } from '../../ui/section-list'
import { RelativeTime } from '../../ui/time'
import { moment } from '../../ui/time-format'
import { groupQueries } from '../groups/groups.queries'
import { endsOf, identityQueries, refreshPeople } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'
import columnClasses from '../../ui/columns.module.css'

const text = identitiesText.groups

interface IdentityGroupsProps {
  realm: string
  person: Identity
  missing: string | undefined
}

/** The groups somebody belongs to directly, for good or for a while. */
export function IdentityGroups({ realm, person, missing }: IdentityGroupsProps) {
  const { data: defaults } = useQuery(identityQueries.defaultGroups(realm))
  const isDefault = (id: string) => defaults?.items.some((group) => group.id === id) ?? false
  return (
    <SectionList
      title={text.title}
      anchor="groups"
      description={text.text}
      actions={
        <Button size="xs" icon={PlusIcon} disabledReason={missing} onClick={() => void join(realm, person)}>
          {text.add}
        </Button>
      }
      source={(place) => identityQueries.groups(realm, person.id, place)}
      columns={columns(realm, isDefault)}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
      rowActions={(group) => actions(realm, person, group, missing)}
      search={text.search}
      empty={text.none}
    />
  )
}

const columns = (realm: string, isDefault: (id: string) => boolean): Column<Membership>[] => [
  nameLink({
    header: text.group,
    name: ({ name }) => name,
    to: ({ id }) => paths.group(realm, id),
    beside: ({ id }) => isDefault(id) && <Badge>{text.isDefault}</Badge>,
  }),
  {
    header: text.place,
    cell: ({ path }) =>
      path.length > 0 ? <PathNames path={path} to={({ id }) => paths.group(realm, id)} /> : text.topLevel,
  },
  { header: text.until, cell: (membership) => <Until {...membership} /> },
]

/** How long somebody is in a group. The countdown goes on by itself. */
export const Until = ({ endsAt, requestId }: Pick<Membership, 'endsAt' | 'requestId'>) =>
  endsAt === null ? (
    <span className={columnClasses.dim}>{text.forGood}</span>
  ) : (
    <span>
      <Badge tone="warning">
        {text.ends}
        <RelativeTime at={endsAt} focusable={false} />
      </Badge>{' '}
      {requestId && text.throughRequest}
    </span>
  )

const actions = (realm: string, person: Identity, group: Membership, missing: string | undefined): MenuItem[] => [
  { label: text.open, icon: GroupIcon, to: paths.group(realm, group.id) },
  {
    label: text.remove,
    icon: BinIcon,
    danger: true,
    divided: true,
    disabledReason: missing,
    onSelect: () =>
      void review({
        title: identitiesText.leaveGroup.title(nameOf(person), group.name),
        intro: identitiesText.leaveGroup.intro,
        endpoint: identities.leaveGroups,
        input: { params: { realm, identityId: person.id }, body: { groupIds: [group.id] } },
        applyLabel: identitiesText.leaveGroup.apply,
        danger: true,
        done: <Sentence parts={identitiesText.leaveGroup.done(nameOf(person), group.name)} />,
        onDone: () => refreshPeople(realm),
      }),
  },
]

const HOUR = 3_600_000
const inHours = (hours: string): string => new Date(Date.now() + Number(hours) * HOUR).toISOString()

async function join(realm: string, person: Identity): Promise<void> {
  const words = identitiesText.joinGroups
  const there = await endsOf(realm, person.id)
  await pick({
    title: words.title(nameOf(person)),
    intro: words.intro,
    search: words.search,
    source: (query) => groupQueries.list(realm, query),
    option: (group) => {
      const endsAt = there.get(group.id)
      return {
        id: group.id,
        name: group.name,
        under: (group.path.length > 0 || endsAt) && (
          <>
            {group.path.length > 0 && text.in}
            <PathNames path={group.path} />
            {/* Whoever is in it for a while may stay for longer. */}
            {endsAt && ` ${words.until(moment(endsAt))}`}
          </>
        ),
        reason: endsAt === null ? words.there : undefined,
      }
    },
    several: true,
    how: { label: words.how, options: words.lasts },
    endpoint: identities.joinGroups,
    inputOf: (groupIds, hours) => ({
      params: { realm, identityId: person.id },
      body: { groupIds, ...(hours && { endsAt: inHours(hours) }) },
    }),
    applyLabel: words.apply,
    nothingChosen: words.nothingChosen,
    done: (chosen) => <Sentence parts={words.done(chosen, nameOf(person))} />,
    onDone: () => refreshPeople(realm),
  })
}
