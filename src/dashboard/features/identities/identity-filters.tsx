import { useQuery } from '@tanstack/react-query'
import type { IdentityListQuery } from '#contract/identities'
import { Button } from '../../ui/button'
import { type FilterChip, FilterChips } from '../../ui/filter-chips'
import type { ListState } from '../../ui/list-query'
import { Menu, type MenuItem, type MenuTriggerProps } from '../../ui/menu'
import { Sentence, type SentencePart } from '../../ui/named'
import { PathNames } from '../../ui/path-names'
import { choose } from '../../ui/pick'
import { FilterIcon } from '../../ui/rare-icons'
import { applicationQueries } from '../applications/applications.queries'
import { groupQueries } from '../groups/groups.queries'
import { roleQueries } from '../roles/roles.queries'
import { belongsTo } from '../roles/roles.text'
import { identitiesText } from './identities.text'

const text = identitiesText.filters

type List = ListState<IdentityListQuery>
type Filters = Omit<IdentityListQuery, 'limit' | 'cursor' | 'q' | 'sort'>

const statuses = ['active', 'invited', 'pending', 'suspended'] as const

/** Narrows the list of people: a menu of filters, and those that are set as chips. */
export function IdentityFilters({ realm, list }: { realm: string; list: List }) {
  const set = (patch: Partial<Filters>) => list.change(patch)
  return <Menu label={text.add} trigger={Trigger} align="start" items={menuOf(realm, list.query, set)} />
}

const Trigger = (props: MenuTriggerProps) => (
  <Button icon={FilterIcon} {...props}>
    {text.add}
  </Button>
)

function menuOf(
  realm: string,
  query: IdentityListQuery,
  set: (patch: { [Key in keyof IdentityListQuery]?: IdentityListQuery[Key] | undefined }) => void,
): MenuItem[] {
  return [
    ...statuses.map((status) => ({
      label: text.status[status],
      checked: query.status === status,
      onSelect: () => set({ status: query.status === status ? undefined : status }),
    })),
    {
      label: text.group,
      divided: true,
      onSelect: () => void chooseGroup(realm).then((groupId) => groupId && set({ groupId })),
    },
    { label: text.role, onSelect: () => void chooseRole(realm).then((roleId) => roleId && set({ roleId })) },
    {
      label: text.application,
      onSelect: () => void chooseApplication(realm).then((applicationId) => applicationId && set({ applicationId })),
    },
    {
      label: text.secondStep,
      divided: true,
      checked: query.secondStep === 'none',
      onSelect: () => set({ secondStep: query.secondStep ? undefined : 'none' }),
    },
    ...text.ages.map(({ days, label }, index) => ({
      label,
      divided: index === 0,
      checked: query.notSeenDays === days,
      // Such a list has an order of its own; without the filter it has its usual one again.
      onSelect: () => set(query.notSeenDays === days ? unsetAge : { notSeenDays: days, sort: undefined }),
    })),
  ]
}

const unsetAge = { notSeenDays: undefined, sort: undefined }

const idOf = (chosen: { id: string }[] | null): string | undefined => chosen?.[0]?.id

const chooseGroup = async (realm: string) =>
  idOf(
    await choose({
      title: text.chooseGroup,
      search: text.searchGroups,
      applyLabel: text.choose,
      nothingChosen: text.nothingChosen,
      source: (query) => groupQueries.list(realm, query),
      option: ({ id, name, path }) => ({ id, name, under: path.length > 0 && <PathNames path={path} /> }),
    }),
  )

const chooseRole = async (realm: string) =>
  idOf(
    await choose({
      title: text.chooseRole,
      search: text.searchRoles,
      applyLabel: text.choose,
      nothingChosen: text.nothingChosen,
      source: (query) => roleQueries.list(realm, { ...query, of: 'all' }),
      option: (role) => ({ id: role.id, name: role.name, under: <Sentence parts={belongsTo(role)} /> }),
    }),
  )

const chooseApplication = async (realm: string) =>
  idOf(
    await choose({
      title: text.chooseApplication,
      search: text.searchApplications,
      applyLabel: text.choose,
      nothingChosen: text.nothingChosen,
      source: (query) => applicationQueries.list(realm, query),
      option: ({ id, name }) => ({ id, name }),
    }),
  )

/** The filters that are set; ids become names as soon as these are known. */
export function IdentityChips({ realm, list }: { realm: string; list: List }) {
  const { status, groupId, roleId, applicationId, secondStep, notSeenDays } = list.query
  const group = useQuery({ ...groupQueries.get(realm, groupId ?? ''), enabled: groupId !== undefined })
  const role = useQuery({ ...roleQueries.get(realm, roleId ?? ''), enabled: roleId !== undefined })
  const application = useQuery({
    ...applicationQueries.get(realm, applicationId ?? ''),
    enabled: applicationId !== undefined,
  })
  const nameIn = ({ data, error }: { data: { name: string } | undefined; error: unknown }): string =>
    data?.name ?? (error ? text.gone : text.unknown)
  const chip = (key: keyof Filters, label: string | SentencePart[]): FilterChip => {
    const parts = typeof label === 'string' ? [label] : label
    return {
      key,
      label: <Sentence parts={parts} />,
      name: parts.map((part) => (typeof part === 'string' ? part : part.name)).join(''),
      onRemove: () => list.change(key === 'notSeenDays' ? unsetAge : { [key]: undefined }),
    }
  }
  const chips = [
    ...(status ? [chip('status', text.status[status])] : []),
    ...(groupId ? [chip('groupId', text.chips.group(nameIn(group)))] : []),
    ...(roleId ? [chip('roleId', text.chips.role(nameIn(role)))] : []),
    ...(applicationId ? [chip('applicationId', text.chips.application(nameIn(application)))] : []),
    ...(secondStep ? [chip('secondStep', text.secondStep)] : []),
    ...(notSeenDays ? [chip('notSeenDays', text.chips.notSeen(notSeenDays))] : []),
  ]
  return (
    <FilterChips
      chips={chips}
      onClear={() =>
        list.change({
          ...unsetAge,
          status: undefined,
          groupId: undefined,
          roleId: undefined,
          applicationId: undefined,
          secondStep: undefined,
        })
      }
    />
  )
}
