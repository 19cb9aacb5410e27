import { type Group, type GroupRole, groups } from '#contract/groups'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import { nameLink, text as textColumn } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { BinIcon, PlusIcon, RoleIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { pick } from '../../ui/pick'
import { review } from '../../ui/review'
import { SectionList } from '../../ui/section-list'
import { roleQueries } from '../roles/roles.queries'
import { belongsTo } from '../roles/roles.text'
import { givenRoles, groupQueries, refreshGroups } from './groups.queries'
import { groupsText } from './groups.text'
import { RolePaths } from './role-paths'

const text = groupsText.roles

interface GroupRolesProps {
  realm: string
  group: Group
  missing: string | undefined
}

/** What a group gives to its people: its own roles, and those that come from elsewhere with every way they come. */
export function GroupRoles({ realm, group, missing }: GroupRolesProps) {
  const shared = { rowKey: (role: GroupRole) => role.id, rowName: (role: GroupRole) => role.name, search: text.search }
  const name = nameLink<GroupRole>({
    header: text.role,
    name: (role) => role.name,
    to: (role) => paths.role(realm, role.id),
  })
  const belongs: Column<GroupRole> = {
    header: text.belongs,
    width: '11rem',
    cell: (role) => <Sentence parts={belongsTo(role)} />,
  }
  return (
    <>
      <SectionList
        {...shared}
        title={text.title}
        description={text.text}
        actions={
          <Button size="xs" icon={PlusIcon} disabledReason={missing} onClick={() => void addRoles(realm, group)}>
            {text.add}
          </Button>
        }
        source={(place) => groupQueries.roles(realm, group.id, place)}
        columns={[name, belongs, textColumn<GroupRole>({ header: text.description, text: (role) => role.description })]}
        rowActions={(role) => roleActions(realm, group, role, missing)}
        empty={text.none}
      />
      <SectionList
        {...shared}
        title={text.indirect}
        description={text.indirectText}
        source={(place) => groupQueries.roles(realm, group.id, { ...place, effective: 'indirect' })}
        columns={[name, belongs, { header: text.how, cell: (role) => <RolePaths realm={realm} role={role} /> }]}
        empty={text.noneIndirect}
      />
    </>
  )
}

const roleActions = (realm: string, group: Group, role: GroupRole, missing: string | undefined): MenuItem[] => [
  { label: text.open, icon: RoleIcon, to: paths.role(realm, role.id) },
  {
    label: text.remove,
    icon: BinIcon,
    danger: true,
    divided: true,
    disabledReason: missing,
    onSelect: () =>
      void review({
        title: groupsText.removeRole.title(role.name, group.name),
        intro: groupsText.removeRole.intro,
        endpoint: groups.removeRole,
        input: { params: { realm, groupId: group.id, roleId: role.id } },
        applyLabel: groupsText.removeRole.apply,
        danger: true,
        done: <Sentence parts={groupsText.removeRole.done(role.name, group.name)} />,
        onDone: () => refreshGroups(realm),
      }),
  },
]

async function addRoles(realm: string, group: Group): Promise<void> {
  const words = groupsText.addRoles
  const given = await givenRoles(realm, group.id)
  await pick({
    title: words.title(group.name),
    intro: words.intro,
    search: words.search,
    source: (query) => roleQueries.list(realm, { ...query, of: 'all' }),
    option: (role) => ({
      id: role.id,
      name: role.name,
      under: <Sentence parts={belongsTo(role)} />,
      reason: given.has(role.id) ? words.given : undefined,
    }),
    several: true,
    endpoint: groups.addRole,
    input: (roleId) => ({ params: { realm, groupId: group.id, roleId } }),
    applyLabel: words.apply,
    nothingChosen: words.nothingChosen,
    done: (chosen) => <Sentence parts={words.done(chosen, group.name)} />,
    onDone: () => refreshGroups(realm),
  })
}
