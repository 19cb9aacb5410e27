import { bulk, type BulkAction, type BulkResult, type IdentityFilter, type IdentitySelection } from '#contract/bulk'
import type { Preview } from '#contract/changes'
import type { Group } from '#contract/groups'
import { BULK_AT_ONCE } from '#contract/identities'
import type { Role } from '#contract/roles'
import type { Input } from '../../api/call'
import { Sentence } from '../../ui/named'
import { PathNames } from '../../ui/path-names'
import { pick, type PickOption } from '../../ui/pick'
import { review } from '../../ui/review'
import { groupQueries } from '../groups/groups.queries'
import { roleQueries } from '../roles/roles.queries'
import { belongsTo } from '../roles/roles.text'
import { BulkRemarks } from './bulk-remarks'
import { bulkText } from './bulk.text'
import { refreshPeople } from './identities.queries'
import { identitiesText } from './identities.text'

/** Whom it is about: people by id, or everyone whom a list is about. */
export type People = { ids: string[] } | { filter: IdentityFilter; narrowed: boolean }
export type BulkKind = BulkAction['kind']
type Request = Input<typeof bulk.apply>

/** More than stand on one page are more than anybody has looked at: then it is not enough to press a button. */
const MANY = 50

/** Asks what exactly, shows what it would do, and does it. Resolves with true when it was done, or has begun. */
export function bulkAction(realm: string, people: People, kind: BulkKind): Promise<boolean> {
  const text = bulkText[kind]
  const shared = {
    title: text.title(bulkText.who(people)),
    intro: text.intro,
    endpoint: bulk.apply,
    danger: kind === 'delete' || kind === 'suspend' || kind === 'leave-groups' || kind === 'take-roles',
    agreed,
    refused: ({ people: counts }: Preview) =>
      counts?.done === 0 && counts.total <= BULK_AT_ONCE ? text.nobody : undefined,
    remarks: (preview: Preview) => <BulkRemarks preview={preview} kind={kind} />,
    onDone: () => refreshPeople(realm),
  }
  const input = (action: BulkAction): Request => ({ params: { realm }, body: { select: selectionOf(people), action } })
  switch (kind) {
    case 'join-groups':
    case 'leave-groups':
      return pick({
        ...shared,
        search: identitiesText.joinGroups.search,
        source: (query) => groupQueries.list(realm, query),
        option: groupOption,
        several: true,
        inputOf: (groupIds) => input({ kind, groupIds }),
        applyLabel: text.apply,
        nothingChosen: identitiesText.joinGroups.nothingChosen,
        done: (chosen, [result]) => <Done kind={kind} result={result} chosen={chosen} />,
      })
    case 'give-roles':
    case 'take-roles':
      return pick({
        ...shared,
        search: identitiesText.giveRoles.search,
        source: (query) => roleQueries.list(realm, { ...query, of: 'all' }),
        option: roleOption,
        several: true,
        inputOf: (roleIds) => input({ kind, roleIds }),
        applyLabel: text.apply,
        nothingChosen: identitiesText.giveRoles.nothingChosen,
        done: (chosen, [result]) => <Done kind={kind} result={result} chosen={chosen} />,
      })
    default:
      return review({
        ...shared,
        input: input({ kind }),
        applyLabel: text.apply(0),
        ...(kind === 'delete' && { typeName: numberOfMany }),
        undoable: kind !== 'invite',
        done: (result) => <Done kind={kind} result={result} chosen={[]} />,
      })
  }
}

const selectionOf = (people: People): IdentitySelection =>
  'ids' in people ? { ids: people.ids } : { filter: people.filter }

/** Whoever matches by then must be as many as the preview was about. */
function agreed(input: Request, { people }: Preview): Request {
  const { select } = input.body
  if ('ids' in select || !people) return input
  return { ...input, body: { ...input.body, select: { ...select, expected: people.total } } }
}

const numberOfMany = ({ people, total }: Preview): string | undefined => {
  const n = total ?? people?.done ?? 0
  return n > MANY ? String(n) : undefined
}

const groupOption = ({ id, name, path }: Group): PickOption => ({
  id,
  name,
  under: path.length > 0 && (
    <>
      {identitiesText.groups.in}
      <PathNames path={path} />
    </>
  ),
})

const roleOption = (role: Role): PickOption => ({
  id: role.id,
  name: role.name,
  under: <Sentence parts={belongsTo(role)} />,
})

interface DoneProps {
  kind: BulkKind
  result: BulkResult | undefined
  chosen: readonly { name: string }[]
}

const Done = ({ kind, result, chosen }: DoneProps) =>
  result && (
    <Sentence
      parts={result.batch ? [bulkText.begun(result.batch.total)] : bulkText.done(kind, result.people, chosen)}
    />
  )
