import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Group } from '#contract/groups'
import type { Identity } from '#contract/identities'
import { MAX_LIMIT } from '#contract/list'
import { Chosen, Finder, type PickOption } from '../../ui/finder'
import { PathNames } from '../../ui/path-names'
import { Remark } from '../../ui/problem'
import { moment } from '../../ui/time-format'
import { groupQueries } from '../groups/groups.queries'
import { identityQueries } from '../identities/identities.queries'
import { accessForAWhileText } from './access-for-a-while.text'
import { About } from './person-step'
import { Step } from './playbook'
import type { Way } from './use-way'

const { group: text, steps } = accessForAWhileText

interface GroupStepProps {
  way: Way
  realm: string
  person: Identity
  /** Chosen before. */
  group: Group | null
  gone: boolean
}

/** Which group somebody joins: not one in which they are for good. */
export function GroupStep({ way, realm, person, group, gone }: GroupStepProps) {
  const [picked, setPicked] = useState<PickOption | null>(null)
  const { data } = useQuery(identityQueries.groups(realm, person.id, { limit: MAX_LIMIT }))
  const option = ({ id, name, path }: Pick<Group, 'id' | 'name' | 'path'>): PickOption => {
    const there = data?.items.find((membership) => membership.id === id)
    return {
      id,
      name,
      under: (
        <>
          {path.length > 0 && (
            <>
              {text.in}
              <PathNames path={path} />
            </>
          )}
          {path.length > 0 && there?.endsAt && ' · '}
          {there?.endsAt && text.until(moment(there.endsAt))}
        </>
      ),
      reason: there && there.endsAt === null ? text.there : undefined,
    }
  }
  const before = group && option(group)
  const chosen = picked ?? (before?.reason ? null : before)
  return (
    <Step
      name="group"
      steps={steps}
      way={way}
      realm={realm}
      intro={text.intro}
      next={{
        label: text.next,
        reason: chosen ? undefined : text.nothingChosen,
        run: () => chosen && void way.to('group', 'until', { group: chosen.id }),
      }}
    >
      <About realm={realm} person={person} />
      {person.status === 'suspended' && <Remark tone="warning">{text.suspended}</Remark>}
      {gone && !picked && <Remark tone="warning">{text.gone}</Remark>}
      <Finder
        request={{ search: text.search, source: (query) => groupQueries.list(realm, query), option }}
        chosen={chosen ? [chosen] : []}
        onToggle={setPicked}
      />
      {picked && <Chosen options={[picked]} onTakeOut={() => setPicked(null)} />}
    </Step>
  )
}
