import { type Role, roles } from '#contract/roles'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import { nameLink, text } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { BinIcon, PlusIcon, RoleIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { pick } from '../../ui/pick'
import { review } from '../../ui/review'
import { SectionList } from '../../ui/section-list'
import { includedIds, refreshRoles, roleQueries } from './roles.queries'
import { belongsTo, rolesText } from './roles.text'

const columns = (realm: string): Column<Role>[] => [
  nameLink({ header: rolesText.role, name: (role) => role.name, to: (role) => paths.role(realm, role.id) }),
  { header: rolesText.columns.belongs, width: '11rem', cell: (role) => <Sentence parts={belongsTo(role)} /> },
  text({ header: rolesText.columns.description, text: (role) => role.description }),
]

const shared = { rowKey: ({ id }: Role) => id, rowName: ({ name }: Role) => name }

/** The roles that whoever holds this one holds as well. */
export const Contains = ({ realm, role, missing }: { realm: string; role: Role; missing: string | undefined }) => (
  <SectionList
    {...shared}
    title={rolesText.contains.title}
    description={rolesText.contains.text}
    actions={
      <Button size="xs" icon={PlusIcon} disabledReason={missing} onClick={() => void addContained(realm, role)}>
        {rolesText.contains.add}
      </Button>
    }
    source={(place) => roleQueries.includes(realm, role.id, place)}
    columns={columns(realm)}
    rowActions={(contained) => containedActions(realm, role, contained, missing)}
    search={rolesText.contains.search}
    empty={rolesText.contains.none}
  />
)

export const ContainedIn = ({ realm, role }: { realm: string; role: Role }) => (
  <SectionList
    {...shared}
    title={rolesText.containedIn.title}
    description={rolesText.containedIn.text}
    source={(place) => roleQueries.includedIn(realm, role.id, place)}
    columns={columns(realm)}
    search={rolesText.containedIn.search}
    empty={rolesText.containedIn.none}
  />
)

const containedActions = (realm: string, role: Role, contained: Role, missing: string | undefined): MenuItem[] => [
  { label: rolesText.actions.open, icon: RoleIcon, to: paths.role(realm, contained.id) },
  {
    label: rolesText.contains.remove,
    icon: BinIcon,
    danger: true,
    divided: true,
    disabledReason: missing,
    onSelect: () =>
      void review({
        title: rolesText.removeContained.title(contained.name, role.name),
        intro: rolesText.removeContained.intro,
        endpoint: roles.exclude,
        input: { params: { realm, roleId: role.id, includedRoleId: contained.id } },
        applyLabel: rolesText.removeContained.apply,
        danger: true,
        done: <Sentence parts={rolesText.removeContained.done(contained.name, role.name)} />,
        onDone: () => refreshRoles(realm),
      }),
  },
]

async function addContained(realm: string, role: Role): Promise<void> {
  const words = rolesText.addContained
  const there = await includedIds(realm, role.id)
  await pick({
    title: words.title(role.name),
    intro: words.intro,
    search: words.search,
    source: (query) => roleQueries.list(realm, { ...query, of: 'all' }),
    option: (other) =>
      other.id === role.id
        ? null
        : {
            id: other.id,
            name: other.name,
            under: <Sentence parts={belongsTo(other)} />,
            reason: there.has(other.id) ? words.there : undefined,
          },
    several: true,
    endpoint: roles.include,
    input: (includedRoleId) => ({ params: { realm, roleId: role.id, includedRoleId } }),
    applyLabel: words.apply,
    nothingChosen: words.nothingChosen,
    done: (chosen) => <Sentence parts={words.done(chosen, role.name)} />,
    onDone: () => refreshRoles(realm),
  })
}
