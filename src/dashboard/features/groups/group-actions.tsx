import { type Group, groups } from '#contract/groups'
import { refreshWithout } from '../../api/query-client'
import { paths } from '../../paths'
import { BinIcon, EditIcon, MoveIcon, PlusIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { review } from '../../ui/review'
import { groupsText } from './groups.text'
import { moveGroup } from './move-group'

const text = groupsText.actions

/** What can be done with a group, in lists and on its page. `afterRemoval` leaves the page of what is gone. */
export const groupActions = (
  realm: string,
  group: Group,
  missing: string | undefined,
  afterRemoval?: () => void | Promise<void>,
): MenuItem[] => [
  { label: text.newInside, icon: PlusIcon, to: paths.newGroup(realm, group.id), disabledReason: missing },
  ...(afterRemoval
    ? []
    : [{ label: text.edit, icon: EditIcon, to: paths.editGroup(realm, group.id), disabledReason: missing }]),
  { label: text.move, icon: MoveIcon, onSelect: () => void moveGroup(realm, group), disabledReason: missing },
  {
    label: text.remove,
    icon: BinIcon,
    danger: true,
    divided: true,
    onSelect: () => void removeGroup(realm, group, afterRemoval),
    disabledReason: missing,
  },
]

const removeGroup = (realm: string, group: Group, afterRemoval?: () => void | Promise<void>) =>
  review({
    title: groupsText.remove.title(group.name),
    intro: groupsText.remove.intro(group.childCount, group.memberCount),
    endpoint: groups.remove,
    input: { params: { realm, groupId: group.id }, ifMatch: group.version },
    applyLabel: groupsText.remove.apply,
    danger: true,
    done: <Sentence parts={groupsText.remove.done(group.name)} />,
    onDone: async () => {
      await afterRemoval?.()
      await refreshWithout(['realms', realm], group.id)
    },
  })
