import { type Application, applications } from '#contract/applications'
import type { Role } from '#contract/roles'
import { refreshWithout } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { LinkButton } from '../../ui/button'
import { nameLink, text as textColumn } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { BinIcon, EditIcon, PlusIcon, RoleIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { review } from '../../ui/review'
import { SectionList } from '../../ui/section-list'
import { useMissing } from '../me/me.queries'
import { rolesText } from '../roles/roles.text'
import { applicationQueries } from './applications.queries'
import { applicationsText } from './applications.text'

const text = applicationsText.roles

const columns = (realm: string): Column<Role>[] => [
  nameLink({
    header: text.role,
    name: (role) => role.name,
    to: (role) => paths.role(realm, role.id),
    beside: (role) => (
      <>
        {role.isDefault && <Badge tone="accent">{rolesText.everyone}</Badge>}{' '}
        {role.composite && <Badge>{rolesText.composite}</Badge>}
      </>
    ),
  }),
  textColumn({ header: text.description, text: (role) => role.description }),
]

/** What people may do in an application. Roles are roles wherever they belong: so is the permission. */
export function ApplicationRoles({ realm, application }: { realm: string; application: Application }) {
  const missing = useMissing('role:write', { realm })
  return (
    <SectionList
      title={text.title}
      description={text.text}
      actions={
        <LinkButton
          to={paths.newApplicationRole(realm, application.id)}
          size="xs"
          icon={PlusIcon}
          disabledReason={missing}
        >
          {text.create}
        </LinkButton>
      }
      source={(place) => applicationQueries.roles(realm, application.id, place)}
      columns={columns(realm)}
      rowKey={(role) => role.id}
      rowName={(role) => role.name}
      rowActions={(role) => roleActions(realm, application, role, missing)}
      search={text.search}
      empty={text.none}
    />
  )
}

const roleActions = (realm: string, application: Application, role: Role, missing: string | undefined): MenuItem[] => [
  { label: rolesText.actions.open, icon: RoleIcon, to: paths.role(realm, role.id) },
  { label: rolesText.actions.edit, icon: EditIcon, to: paths.editRole(realm, role.id), disabledReason: missing },
  {
    label: rolesText.actions.remove,
    icon: BinIcon,
    danger: true,
    divided: true,
    disabledReason: missing,
    onSelect: () =>
      void review({
        title: rolesText.remove.title(role.name),
        intro: rolesText.remove.intro,
        endpoint: applications.removeRole,
        input: { params: { realm, applicationId: application.id, roleId: role.id }, ifMatch: role.version },
        applyLabel: rolesText.remove.apply,
        danger: true,
        done: <Sentence parts={rolesText.remove.done(role.name)} />,
        onDone: () => refreshWithout(['realms', realm], role.id),
      }),
  },
]
