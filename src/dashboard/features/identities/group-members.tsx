import type { Group } from '#contract/groups'
import { identities, type Member } from '#contract/identities'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import type { Column } from '../../ui/data-table'
import { BinIcon, PeopleIcon, PlusIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { pick } from '../../ui/pick'
import { review } from '../../ui/review'
import { SectionList } from '../../ui/section-list'
import { useMissing } from '../me/me.queries'
import { identityQueries, memberIds, personOption, refreshPeople } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'
import { Until } from './identity-groups'
import { FEW_PEOPLE, personColumn } from './person-column'

const text = identitiesText.members

/** The people who belong to a group directly. Stands on the group's page. */
export function GroupMembers({ realm, group }: { realm: string; group: Group }) {
  const missing = useMissing('identity:write', { realm })
  return (
    <SectionList
      title={text.title}
      description={text.text(group.childCount > 0)}
      actions={
        <>
          {group.memberCount > 0 && (
            <LinkButton to={`${paths.identities(realm)}?groupId=${group.id}`} size="xs">
              {text.seeAll}
            </LinkButton>
          )}
          <Button size="xs" icon={PlusIcon} disabledReason={missing} onClick={() => void add(realm, group)}>
            {text.add}
          </Button>
        </>
      }
      source={(place) => identityQueries.members(realm, group.id, place)}
      columns={columns(realm)}
      rowKey={({ id }) => id}
      rowName={nameOf}
      rowActions={(person) => actions(realm, group, person, missing)}
      search={text.search}
      rows={FEW_PEOPLE}
      empty={text.none}
    />
  )
}

const columns = (realm: string): Column<Member>[] => [
  personColumn<Member>({ realm, header: text.person, of: (member) => member }),
  { header: identitiesText.groups.until, cell: (member) => <Until {...member} /> },
]

const actions = (realm: string, group: Group, person: Member, missing: string | undefined): MenuItem[] => [
  { label: text.open, icon: PeopleIcon, to: paths.identity(realm, person.id) },
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
        endpoint: identities.removeMembers,
        input: { params: { realm, groupId: group.id }, body: { identityIds: [person.id] } },
        applyLabel: identitiesText.leaveGroup.apply,
        danger: true,
        done: <Sentence parts={identitiesText.leaveGroup.done(nameOf(person), group.name)} />,
        onDone: () => refreshPeople(realm),
      }),
  },
]

async function add(realm: string, group: Group): Promise<void> {
  const words = identitiesText.addMembers
  const there = await memberIds(realm, group.id)
  await pick({
    title: words.title(group.name),
    intro: words.intro,
    search: words.search,
    source: (query) => identityQueries.list(realm, query),
    option: (person) => personOption(person, there.has(person.id) ? words.there : undefined),
    several: true,
    endpoint: identities.addMembers,
    inputOf: (identityIds) => ({ params: { realm, groupId: group.id }, body: { identityIds } }),
    applyLabel: words.apply,
    nothingChosen: words.nothingChosen,
    done: (chosen) => <Sentence parts={words.done(chosen, group.name)} />,
    onDone: () => refreshPeople(realm),
  })
}
