import { identities, type Identity } from '#contract/identities'
import type { Role } from '#contract/roles'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import { nameLink, text as textColumn } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { BinIcon, InfoIcon, PlusIcon, RoleIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { pick } from '../../ui/pick'
import { SectionList } from '../../ui/section-list'
import { roleQueries } from '../roles/roles.queries'
import { belongsTo } from '../roles/roles.text'
import { directRoleIdsOf, identityQueries, refreshPeople } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'
import { takeRole } from './take-away'
import { why } from './why'

const text = identitiesText.roles

interface IdentityRolesProps {
  realm: string
  person: Identity
  missing: string | undefined
}

/** The roles that are given to a person alone. */
export const IdentityRoles = ({ realm, person, missing }: IdentityRolesProps) => (
  <SectionList
    title={text.title}
    anchor="roles"
    description={text.text}
    actions={
      <Button size="xs" icon={PlusIcon} disabledReason={missing} onClick={() => void give(realm, person)}>
        {text.give}
      </Button>
    }
    source={(place) => identityQueries.roles(realm, person.id, place)}
    columns={columns(realm)}
    rowKey={({ id }) => id}
    rowName={({ name }) => name}
    rowActions={(role) => actions(realm, person, role, missing)}
    search={text.search}
    empty={text.none}
  />
)

const columns = (realm: string): Column<Role>[] => [
  nameLink({ header: text.role, name: ({ name }) => name, to: ({ id }) => paths.role(realm, id) }),
  { header: text.belongs, width: '11rem', cell: (role) => <Sentence parts={belongsTo(role)} /> },
  textColumn({ header: text.description, text: ({ description }) => description }),
]

const actions = (realm: string, person: Identity, role: Role, missing: string | undefined): MenuItem[] => [
  { label: text.open, icon: RoleIcon, to: paths.role(realm, role.id) },
  { label: text.why, icon: InfoIcon, onSelect: () => void why({ realm, person, role, missing }) },
  {
    label: text.take,
    icon: BinIcon,
    danger: true,
    divided: true,
    disabledReason: missing,
    onSelect: () => void takeRole({ realm, person, role }),
  },
]

async function give(realm: string, person: Identity): Promise<void> {
  const words = identitiesText.giveRoles
  const there = await directRoleIdsOf(realm, person.id)
  await pick({
    title: words.title(nameOf(person)),
    intro: words.intro,
    search: words.search,
    source: (query) => roleQueries.list(realm, { ...query, of: 'all' }),
    option: (role) => ({
      id: role.id,
      name: role.name,
      under: <Sentence parts={belongsTo(role)} />,
      reason: there.has(role.id) ? words.there : undefined,
    }),
    several: true,
    endpoint: identities.giveRole,
    input: (roleId) => ({ params: { realm, identityId: person.id, roleId } }),
    applyLabel: words.apply,
    nothingChosen: words.nothingChosen,
    done: (chosen) => <Sentence parts={words.done(chosen, nameOf(person))} />,
    onDone: () => refreshPeople(realm),
  })
}
