import { groups } from '#contract/groups'
import type { GivingGroup, Role } from '#contract/roles'
import { paths } from '../../paths'
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
import { groupQueries } from '../groups/groups.queries'
import { useMissing } from '../me/me.queries'
import { givingIds, refreshRoles, roleQueries } from './roles.queries'
import { rolesText } from './roles.text'

const text = rolesText.groups

const columns = (realm: string): Column<GivingGroup>[] => [
  nameLink({ header: text.group, name: ({ name }) => name, to: ({ id }) => paths.group(realm, id) }),
  {
    header: text.place,
    cell: ({ path }) =>
      path.length > 0 ? <PathNames path={path} to={({ id }) => paths.group(realm, id)} /> : text.topLevel,
  },
]

/** The groups that give a role to their people. Which role a group gives belongs to the group: so does the permission. */
export function GivingGroups({ realm, role }: { realm: string; role: Role }) {
  const missing = useMissing('group:write', { realm })
  return (
    <SectionList
      title={text.title}
      description={role.isDefault ? rolesText.isDefault : text.text}
      actions={
        <Button size="xs" icon={PlusIcon} disabledReason={missing} onClick={() => void give(realm, role)}>
          {text.give}
        </Button>
      }
      source={(place) => roleQueries.groups(realm, role.id, place)}
      columns={columns(realm)}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
      rowActions={(group) => actions(realm, role, group, missing)}
      search={text.search}
      empty={text.none}
    />
  )
}

const actions = (realm: string, role: Role, group: GivingGroup, missing: string | undefined): MenuItem[] => [
  { label: rolesText.actions.openGroup, icon: GroupIcon, to: paths.group(realm, group.id) },
  {
    label: text.remove,
    icon: BinIcon,
    danger: true,
    divided: true,
    disabledReason: missing,
    onSelect: () =>
      void review({
        title: rolesText.takeAway.title(role.name, group.name),
        intro: rolesText.takeAway.intro,
        endpoint: groups.removeRole,
        input: { params: { realm, groupId: group.id, roleId: role.id } },
        applyLabel: rolesText.takeAway.apply,
        danger: true,
        done: <Sentence parts={rolesText.takeAway.done(role.name, group.name)} />,
        onDone: () => refreshRoles(realm),
      }),
  },
]

async function give(realm: string, role: Role): Promise<void> {
  const words = rolesText.give
  const there = await givingIds(realm, role.id)
  await pick({
    title: words.title(role.name),
    intro: words.intro,
    search: words.search,
    source: (query) => groupQueries.list(realm, query),
    option: (group) => ({
      id: group.id,
      name: group.name,
      under: group.path.length > 0 && (
        <>
          {text.in}
          <PathNames path={group.path} />
        </>
      ),
      reason: there.has(group.id) ? words.there : undefined,
    }),
    several: true,
    endpoint: groups.addRole,
    input: (groupId) => ({ params: { realm, groupId, roleId: role.id } }),
    applyLabel: words.apply,
    nothingChosen: words.nothingChosen,
    done: (chosen) => <Sentence parts={words.done(chosen, role.name)} />,
    onDone: () => refreshRoles(realm),
  })
}
