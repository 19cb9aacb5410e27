import { type Role, roles } from '#contract/roles'
import { refreshWithout } from '../../api/query-client'
import { paths } from '../../paths'
import { BinIcon, EditIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { review } from '../../ui/review'
import { rolesText } from './roles.text'

/** What can be done with a role, in lists and on its page. `afterRemoval` leaves the page of what is gone. */
export const roleActions = (
  realm: string,
  role: Role,
  missing: string | undefined,
  afterRemoval?: () => void | Promise<void>,
): MenuItem[] => [
  ...(afterRemoval
    ? []
    : [{ label: rolesText.actions.edit, icon: EditIcon, to: paths.editRole(realm, role.id), disabledReason: missing }]),
  {
    label: rolesText.actions.remove,
    icon: BinIcon,
    danger: true,
    divided: afterRemoval === undefined,
    disabledReason: missing,
    onSelect: () => void removeRole(realm, role, afterRemoval),
  },
]

const removeRole = (realm: string, role: Role, afterRemoval?: () => void | Promise<void>) =>
  review({
    title: rolesText.remove.title(role.name),
    intro: role.isDefault ? `${rolesText.remove.everyone} ${rolesText.remove.intro}` : rolesText.remove.intro,
    endpoint: roles.remove,
    input: { params: { realm, roleId: role.id }, ifMatch: role.version },
    applyLabel: rolesText.remove.apply,
    danger: true,
    done: <Sentence parts={rolesText.remove.done(role.name)} />,
    onDone: async () => {
      await afterRemoval?.()
      await refreshWithout(['realms', realm], role.id)
    },
  })
