import { useQuery } from '@tanstack/react-query'
import { identities } from '#contract/identities'
import { queryClient } from '../../api/query-client'
import { Button } from '../../ui/button'
import { notifyError } from '../../ui/notices'
import { PathNames } from '../../ui/path-names'
import { pick } from '../../ui/pick'
import { identityQueries } from '../identities/identities.queries'
import { identitiesText } from '../identities/identities.text'
import { groupQueries, refreshGroups } from './groups.queries'
import { groupsText } from './groups.text'

const text = identitiesText.defaultGroups

/** Opens the choice of groups that each new person joins. */
export const DefaultGroups = ({ realm, missing }: { realm: string; missing: string | undefined }) => (
  <Button disabledReason={missing} onClick={() => void chooseDefaults(realm)}>
    {text.button}
  </Button>
)

async function chooseDefaults(realm: string): Promise<void> {
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

/** The ids of the groups that each new person joins, as far as they are known. */
export function useDefaultGroupIds(realm: string): ReadonlySet<string> {
  const { data } = useQuery(identityQueries.defaultGroups(realm))
  return new Set(data?.items.map(({ id }) => id))
}
