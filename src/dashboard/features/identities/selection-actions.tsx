import type { Group } from '#contract/groups'
import { identities } from '#contract/identities'
import { GroupIcon } from '../../ui/icons'
import { Sentence } from '../../ui/named'
import { PathNames } from '../../ui/path-names'
import { pick, type PickOption } from '../../ui/pick'
import type { Selection } from '../../ui/selection'
import type { SelectionAction } from '../../ui/selection-bar'
import { groupQueries } from '../groups/groups.queries'
import { refreshPeople } from './identities.queries'
import { identitiesText } from './identities.text'

/** How many people one request takes. */
const AT_ONCE = 500

/** What can be done with the people who are selected. */
export function selectionActions(
  realm: string,
  selection: Selection,
  cannotWrite: string | undefined,
): SelectionAction[] {
  const text = identitiesText.selection
  const disabledReason = cannotWrite ?? (selection.size > AT_ONCE ? text.tooMany : undefined)
  const ids = [...selection.ids]
  const clear = (done: boolean) => {
    if (done) selection.clear()
  }
  return [
    {
      label: text.join,
      icon: GroupIcon,
      disabledReason,
      onSelect: () => void joinGroup(realm, ids).then(clear),
    },
    {
      label: text.leave,
      disabledReason,
      onSelect: () => void leaveGroup(realm, ids).then(clear),
    },
  ]
}

const option = ({ id, name, path }: Group): PickOption => ({
  id,
  name,
  under: path.length > 0 && (
    <>
      {identitiesText.groups.in}
      <PathNames path={path} />
    </>
  ),
})

const joinGroup = (realm: string, identityIds: string[]) => {
  const text = identitiesText.bulkJoin
  return pick({
    title: text.title(identityIds.length),
    intro: identitiesText.joinGroups.intro,
    search: text.search,
    source: (query) => groupQueries.list(realm, query),
    option,
    endpoint: identities.addMembers,
    input: (groupId) => ({ params: { realm, groupId }, body: { identityIds } }),
    applyLabel: () => text.apply,
    nothingChosen: text.nothingChosen,
    done: ([group]) => <Sentence parts={text.done(identityIds.length, group?.name ?? '')} />,
    onDone: () => refreshPeople(realm),
  })
}

const leaveGroup = (realm: string, identityIds: string[]) => {
  const text = identitiesText.bulkLeave
  return pick({
    title: text.title(identityIds.length),
    intro: text.intro,
    search: identitiesText.bulkJoin.search,
    source: (query) => groupQueries.list(realm, query),
    option,
    endpoint: identities.removeMembers,
    input: (groupId) => ({ params: { realm, groupId }, body: { identityIds } }),
    applyLabel: () => text.apply,
    nothingChosen: identitiesText.bulkJoin.nothingChosen,
    done: ([group]) => <Sentence parts={text.done(identityIds.length, group?.name ?? '')} />,
    onDone: () => refreshPeople(realm),
  })
}
