import { useState } from 'react'
import { type Holder, type HolderListQuery, identities } from '#contract/identities'
import type { Role } from '#contract/roles'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import type { Column } from '../../ui/data-table'
import { BinIcon, InfoIcon, PeopleIcon, PlusIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { pick } from '../../ui/pick'
import { SectionList } from '../../ui/section-list'
import { Segmented } from '../../ui/segmented'
import { useMissing } from '../me/me.queries'
import { directHolderIds, identityQueries, personOption, refreshPeople } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'
import { FEW_PEOPLE, personColumn } from './person-column'
import { takeAway } from './take-away'
import { ShortWay } from './way-sentence'
import { why } from './why'

const text = identitiesText.holders

type How = HolderListQuery['how']
const filters: { value: How; label: string }[] = [
  { value: 'any', label: text.any },
  { value: 'direct', label: text.direct },
]

/** Everyone who holds a role, and through what. Stands on the role's page. */
export function RoleHolders({ realm, role }: { realm: string; role: Role }) {
  const missing = useMissing('identity:write', { realm })
  const [how, setHow] = useState<How>('any')
  return (
    <SectionList
      title={text.title}
      description={text.text}
      actions={
        <Button size="xs" icon={PlusIcon} disabledReason={missing} onClick={() => void give(realm, role)}>
          {text.give}
        </Button>
      }
      source={(place) => identityQueries.holders(realm, role.id, { ...place, how })}
      columns={columns(realm)}
      rowKey={({ identity }) => identity.id}
      rowName={({ identity }) => nameOf(identity)}
      rowActions={(holder) => actions(realm, role, holder, missing)}
      search={text.search}
      rows={FEW_PEOPLE}
      filters={<Segmented label={text.filter} value={how} options={filters} onChange={setHow} />}
      narrowed={how !== 'any'}
      empty={text.none}
    />
  )
}

const columns = (realm: string): Column<Holder>[] => [
  personColumn<Holder>({ realm, header: text.person, of: ({ identity }) => identity }),
  {
    header: text.how,
    cell: ({ paths: ways, complete }) => <ShortWay realm={realm} paths={ways} complete={complete} />,
  },
]

function actions(realm: string, role: Role, holder: Holder, missing: string | undefined): MenuItem[] {
  const person = holder.identity
  const isDirect = holder.paths.some(({ steps }) => steps[0]?.kind === 'direct' && steps[0].id === role.id)
  return [
    { label: text.open, icon: PeopleIcon, to: paths.identity(realm, person.id) },
    { label: text.why, icon: InfoIcon, onSelect: () => void why({ realm, person, role, missing }) },
    {
      label: text.take,
      icon: BinIcon,
      danger: true,
      divided: true,
      disabledReason: missing ?? (isDirect ? undefined : text.notDirect),
      onSelect: () =>
        void takeAway({ realm, person, role, held: holder }, { kind: 'role', id: role.id, name: role.name }),
    },
  ]
}

async function give(realm: string, role: Role): Promise<void> {
  const words = identitiesText.giveTo
  const there = await directHolderIds(realm, role.id)
  await pick({
    title: words.title(role.name),
    intro: words.intro,
    search: words.search,
    source: (query) => identityQueries.list(realm, query),
    option: (person) => personOption(person, there.has(person.id) ? words.there : undefined),
    several: true,
    endpoint: identities.giveRole,
    input: (identityId) => ({ params: { realm, identityId, roleId: role.id } }),
    applyLabel: words.apply,
    nothingChosen: words.nothingChosen,
    done: (chosen) => <Sentence parts={words.done(chosen, role.name)} />,
    onDone: () => refreshPeople(realm),
  })
}
