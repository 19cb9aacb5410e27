import { identities } from '#contract/identities'
import { queryClient } from '../../api/query-client'
import { notifyError } from '../../ui/notices'
import { PathNames } from '../../ui/path-names'
import { pick } from '../../ui/pick'
import { identityQueries } from '../identities/identities.queries'
import { groupQueries, refreshGroups } from './groups.queries'
import { groupsText } from './groups.text'

const text = groupsText.defaultGroups

/** Chooses the groups that each new person joins. */
export async function chooseDefaultGroups(realm: string): Promise<void> {
  try {
    const { items } = await queryClient.fetchQuery({ ...identityQueries.defaultGroups(realm), staleTime: 0 })
    await pick({
      title: text.title,
      intro: text.intro,
      search: text.search,
      source: (query) => groupQueries.list(realm, query),
      option: ({ id, name, path }) => ({
        id,
        name,
        under: path.length > 0 && (
          <>
            {groupsText.in}
            <PathNames path={path} />
          </>
        ),
      }),
      several: true,
      chosen: items.map(({ id, name }) => ({ id, name })),
      endpoint: identities.setDefaultGroups,
      inputOf: (groupIds) => ({ params: { realm }, body: { groupIds } }),
      applyLabel: () => text.apply,
      nothingChosen: text.nothingChosen,
      done: (chosen) => text.done(chosen.length),
      onDone: () => refreshGroups(realm),
    })
  } catch (error) {
    // Without what is chosen now, saving would throw it away.
    await notifyError(error)
  }
}
