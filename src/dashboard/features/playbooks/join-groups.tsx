import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { identities } from '#contract/identities'
import { previewOf } from '../../api/call'
import { Badge } from '../../ui/badge'
import { refusalText } from '../../ui/changes.text'
import { Chosen, Finder, type PickOption, toggled } from '../../ui/finder'
import { Named } from '../../ui/named'
import { PathNames } from '../../ui/path-names'
import { messageOf, Remark } from '../../ui/problem'
import { uiText } from '../../ui/ui.text'
import { groupQueries } from '../groups/groups.queries'
import { identityQueries } from '../identities/identities.queries'
import type { JoinProps } from './join-who'
import { type Draft, toInput } from './new-person'
import { Step } from './playbook'
import { roleName } from './receipt'
import { someoneJoinedText } from './someone-joined.text'
import classes from './playbook.module.css'

const { groups: text, steps } = someoneJoinedText

/** The groups that somebody new joins, and what these let them do. */
export function JoinGroups({ way, realm, go, draft }: JoinProps & { draft: Draft }) {
  const [chosen, setChosen] = useState<PickOption[]>(draft.groups)
  const { data: given } = useQuery(identityQueries.defaultGroups(realm))
  const changed: Draft = { ...draft, groups: chosen.map(({ id, name }) => ({ id, name })) }
  const outlook = useOutlook(realm, changed)
  const toggle = (option: PickOption) => setChosen((before) => toggled(before, option, true))
  return (
    <Step
      name="groups"
      steps={steps}
      way={way}
      realm={realm}
      intro={text.intro}
      next={{
        label: text.next,
        reason: outlook.refused ?? undefined,
        run: () => go('invite', changed),
      }}
    >
      <section className={classes.part}>
        <h3>{text.given}</h3>
        {given?.items.length === 0 && <p className={classes.quiet}>{text.noneGiven}</p>}
        <div className={classes.badges}>
          {given?.items.map(({ id, name }) => (
            <Badge key={id} tone="accent">
              <Named>{name}</Named>
            </Badge>
          ))}
        </div>
      </section>
      <Finder
        request={{
          search: text.search,
          several: true,
          source: (query) => groupQueries.list(realm, query),
          option: ({ id, name, path }) => ({
            id,
            name,
            under: path.length > 0 && (
              <>
                {text.in}
                <PathNames path={path} />
              </>
            ),
            reason: given?.items.some((group) => group.id === id) ? text.isGiven : undefined,
          }),
        }}
        chosen={chosen}
        onToggle={toggle}
      />
      {chosen.length > 0 && <Chosen options={chosen} onTakeOut={toggle} />}
      <section className={classes.part} aria-live="polite" aria-busy={outlook.pending}>
        <h3>{text.gains}</h3>
        {outlook.refused ? (
          <Remark tone="warning" title={text.refused}>
            <p>{outlook.refused}</p>
            <p>{text.refusedText}</p>
          </Remark>
        ) : outlook.roles === null ? (
          <p className={classes.quiet}>{uiText.looking}</p>
        ) : outlook.roles.length === 0 ? (
          <p className={classes.quiet}>
            {chosen.length === 0 && given?.items.length === 0 ? text.noGroup : text.gainsNothing}
          </p>
        ) : (
          <ul className={classes.list}>
            {outlook.roles.map((role) => (
              <li key={role.id}>
                <Named>{roleName(role)}</Named>
              </li>
            ))}
          </ul>
        )}
      </section>
    </Step>
  )
}

/** The roles that somebody would hold: the server says it, by looking at what adding them would do. */
function useOutlook(realm: string, draft: Draft) {
  const body = toInput({ ...draft, invite: false })
  const { data, error, isPending, isPlaceholderData } = useQuery({
    queryKey: ['preview', 'joined', realm, body] as const,
    queryFn: ({ signal }) => previewOf(identities.create, { params: { realm }, body }, signal),
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  })
  const blocked = data?.impact.blocked[0]
  return {
    pending: isPending || isPlaceholderData,
    refused: error ? messageOf(error) : blocked ? refusalText(blocked) : null,
    roles: data ? data.impact.roles.filter(({ gained }) => gained > 0).map(({ role }) => role) : null,
  }
}
