import type { HeldRole } from '#contract/access'
import { identities, type Identity } from '#contract/identities'
import { queryClient } from '../../api/query-client'
import { Sentence } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { review } from '../../ui/review'
import { identityQueries, refreshPeople } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'
import { WaySentence } from './way-sentence'
import { type Held, type Remedy, remaining } from './ways'
import classes from './why.module.css'

interface About {
  realm: string
  person: Identity
  /** The role that somebody wondered about. */
  role: { id: string; name: string }
  /** How they hold it now, where that is known. */
  held?: Pick<HeldRole, 'paths' | 'complete'> | undefined
  onDone?: () => Promise<unknown>
}

/** Takes what begins a path, after a review that says first what remains of the role that it was about. */
export const takeAway = ({ realm, person, role, held, onDone }: About, taken: Remedy): Promise<boolean> => {
  const name = nameOf(person)
  const words = taken.kind === 'role' ? identitiesText.takeRole : identitiesText.leaveGroup
  const shared = {
    intro: words.intro,
    applyLabel: words.apply,
    danger: true,
    remarks: () => held && <Remains realm={realm} person={person} role={role} held={held} taken={taken} />,
    onDone: async () => {
      await refreshPeople(realm)
      await onDone?.()
    },
  }
  return taken.kind === 'role'
    ? review({
        ...shared,
        title: identitiesText.takeRole.title(taken.name, name),
        endpoint: identities.takeRole,
        input: { params: { realm, identityId: person.id, roleId: taken.id } },
        done: <Sentence parts={identitiesText.takeRole.done(taken.name, name)} />,
      })
    : review({
        ...shared,
        title: identitiesText.leaveGroup.title(name, taken.name),
        endpoint: identities.leaveGroups,
        input: { params: { realm, identityId: person.id }, body: { groupIds: [taken.id] } },
        done: <Sentence parts={identitiesText.leaveGroup.done(name, taken.name)} />,
      })
}

/** Takes a role that was given directly. How it is held is looked up first; without it the review says less. */
export async function takeRole({ realm, person, role }: Pick<About, 'realm' | 'person' | 'role'>): Promise<boolean> {
  const access = await queryClient
    .fetchQuery(identityQueries.access(realm, person.id, { roleId: role.id }))
    .catch(() => null)
  const held = access?.items.find((one) => one.role.id === role.id)
  return takeAway({ realm, person, role, held }, { kind: 'role', id: role.id, name: role.name })
}

interface RemainsProps extends Required<Pick<About, 'realm' | 'person' | 'role'>> {
  held: Pick<HeldRole, 'paths' | 'complete'>
  taken: Remedy
}

/** "Ada will still hold viewer: …", or that she will not. */
function Remains({ realm, person, role, held, taken }: RemainsProps) {
  const words = identitiesText.why
  const left = remaining(held.paths, taken)
  const sentence: Held = { person: nameOf(person), email: person.email, role }
  if (left.length === 0) {
    const parts = held.complete ? words.lost(nameOf(person), role.name) : words.lostMaybe(nameOf(person), role.name)
    return (
      <Remark tone="warning">
        <Sentence parts={parts} />
      </Remark>
    )
  }
  return (
    <Remark tone="calm" title={<Sentence parts={words.remains(nameOf(person), role.name)} />}>
      <ul className={classes.remaining}>
        {left.slice(0, 3).map((path) => (
          <li key={JSON.stringify(path.steps)}>
            <WaySentence realm={realm} path={path} held={sentence} />
          </li>
        ))}
        {left.length > 3 && <li>{identitiesText.access.more(left.length - 3)}</li>}
      </ul>
    </Remark>
  )
}
