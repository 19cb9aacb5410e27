import { type Group, groups } from '#contract/groups'
import { Sentence } from '../../ui/named'
import { PathNames } from '../../ui/path-names'
import { pick } from '../../ui/pick'
import { groupQueries, refreshGroups } from './groups.queries'
import { groupsText } from './groups.text'

const text = groupsText.move
/** The picker's word for "no parent". */
const TOP = 'top'

const parentOf = (id: string): string | null => (id === TOP ? null : id)

/** Moves a group with what lies inside it, after showing who gains and who loses by it. */
export const moveGroup = (realm: string, group: Group) =>
  pick({
    title: text.title(group.name),
    intro: text.intro,
    search: text.search,
    source: (query) => groupQueries.list(realm, query),
    option: (other) => {
      if (other.id === group.id || other.path.some(({ id }) => id === group.id)) return null
      return {
        id: other.id,
        name: other.name,
        under: other.path.length > 0 && (
          <>
            {groupsText.in}
            <PathNames path={other.path} />
          </>
        ),
        reason: other.id === group.parentId ? text.here : undefined,
      }
    },
    first: [
      {
        id: TOP,
        name: groupsText.topLevel,
        under: groupsText.topLevelHint,
        reason: group.parentId === null ? text.here : undefined,
      },
    ],
    endpoint: groups.update,
    version: group.version,
    names: Object.fromEntries(group.path.map(({ id, name }) => [id, name])),
    input: (id, version) => ({
      params: { realm, groupId: group.id },
      body: { parentId: parentOf(id) },
      ...(version !== undefined && { ifMatch: version }),
    }),
    applyLabel: () => text.apply,
    nothingChosen: text.nothingChosen,
    done: ([into]) => <Sentence parts={text.done(group.name, into && into.id !== TOP ? into.name : null)} />,
    onDone: () => refreshGroups(realm),
  })
