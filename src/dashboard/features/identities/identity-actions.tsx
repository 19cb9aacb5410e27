import { identities, type Identity } from '#contract/identities'
import { callWithEvent } from '../../api/call'
import { refreshWithout } from '../../api/query-client'
import { paths } from '../../paths'
import { BinIcon, CheckIcon, EditIcon, KeyIcon, SignOutIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { notify, notifyError } from '../../ui/notices'
import { BlockedIcon, MailIcon } from '../../ui/rare-icons'
import { review } from '../../ui/review'
import { refreshPeople } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'

/** The sentences for what somebody may not do; undefined is allowed. */
export interface Cannot {
  cannotWrite: string | undefined
  cannotReset: string | undefined
}

const text = identitiesText.actions

/** What can be done with a person, in lists and on their page. `afterRemoval` leaves the page of whoever is gone. */
export const identityActions = (
  realm: string,
  person: Identity,
  { cannotWrite, cannotReset }: Cannot,
  afterRemoval?: () => void | Promise<void>,
): MenuItem[] => [
  ...(afterRemoval
    ? []
    : [{ label: text.edit, icon: EditIcon, to: paths.editIdentity(realm, person.id), disabledReason: cannotWrite }]),
  {
    label: person.invitedAt ? text.inviteAgain : text.invite,
    icon: MailIcon,
    disabledReason: cannotWrite ?? cannotInvite(person),
    onSelect: () => void invite(realm, person),
  },
  {
    label: text.endSessions,
    icon: SignOutIcon,
    disabledReason: cannotWrite,
    onSelect: () => void endSessions(realm, person),
  },
  {
    label: text.resetFactors,
    icon: KeyIcon,
    disabledReason: cannotReset ?? (person.secondStep ? undefined : text.noSecondStep),
    onSelect: () => void resetFactors(realm, person),
  },
  person.status === 'suspended'
    ? {
        label: text.reactivate,
        icon: CheckIcon,
        divided: true,
        disabledReason: cannotWrite,
        onSelect: () => void reactivate(realm, person),
      }
    : {
        label: text.suspend,
        icon: BlockedIcon,
        divided: true,
        disabledReason: cannotWrite,
        onSelect: () => void suspend(realm, person),
      },
  {
    label: text.remove,
    icon: BinIcon,
    danger: true,
    disabledReason: cannotWrite,
    onSelect: () => void remove(realm, person, afterRemoval),
  },
]

/** Why somebody is not invited; undefined where they can be. */
export function cannotInvite({ email, lastSignInAt, status }: Identity): string | undefined {
  if (status === 'suspended') return text.suspended
  if (status === 'active') return lastSignInAt === null ? text.isActive : text.beenHere
  return email === null ? text.noEmail : undefined
}

/** Sends a mail, which nothing takes back; so it just happens, and the notice says where the mail goes. */
export async function invite(realm: string, person: Identity): Promise<void> {
  try {
    const { data } = await callWithEvent(identities.invite, {
      params: { realm, identityId: person.id },
      ifMatch: person.version,
    })
    await refreshPeople(realm)
    const parts = identitiesText.mail.done(nameOf(data), data.invitation?.state, data.email ?? '')
    await notify({ message: <Sentence parts={parts} /> })
  } catch (error) {
    await refreshPeople(realm)
    await notifyError(error)
  }
}

const about = (realm: string, person: Identity) => ({
  input: { params: { realm, identityId: person.id }, ifMatch: person.version },
  onDone: () => refreshPeople(realm),
})

const suspend = (realm: string, person: Identity) =>
  review({
    ...about(realm, person),
    title: identitiesText.suspend.title(nameOf(person)),
    intro: identitiesText.suspend.intro,
    endpoint: identities.suspend,
    applyLabel: identitiesText.suspend.apply,
    danger: true,
    done: <Sentence parts={identitiesText.suspend.done(nameOf(person))} />,
  })

export const reactivate = (realm: string, person: Identity) =>
  review({
    ...about(realm, person),
    title: identitiesText.reactivate.title(nameOf(person)),
    intro: identitiesText.reactivate.intro,
    endpoint: identities.reactivate,
    applyLabel: identitiesText.reactivate.apply,
    done: <Sentence parts={identitiesText.reactivate.done(nameOf(person))} />,
  })

export const endSessions = (realm: string, person: Identity) =>
  review({
    ...about(realm, person),
    title: identitiesText.endSessions.title(nameOf(person)),
    intro: identitiesText.endSessions.intro,
    endpoint: identities.endSessions,
    applyLabel: identitiesText.endSessions.apply,
    danger: true,
    undoable: false,
    done: ({ ended }) => <Sentence parts={identitiesText.endSessions.done(nameOf(person), ended)} />,
  })

export const resetFactors = (realm: string, person: Identity) =>
  review({
    ...about(realm, person),
    title: identitiesText.resetFactors.title(nameOf(person)),
    intro: identitiesText.resetFactors.intro,
    endpoint: identities.resetFactors,
    applyLabel: identitiesText.resetFactors.apply,
    danger: true,
    undoable: false,
    done: <Sentence parts={identitiesText.resetFactors.done(nameOf(person))} />,
  })

const remove = (realm: string, person: Identity, afterRemoval?: () => void | Promise<void>) =>
  review({
    ...about(realm, person),
    title: identitiesText.remove.title(nameOf(person)),
    intro: identitiesText.remove.intro,
    endpoint: identities.remove,
    applyLabel: identitiesText.remove.apply,
    danger: true,
    done: <Sentence parts={identitiesText.remove.done(nameOf(person))} />,
    onDone: async () => {
      await afterRemoval?.()
      await refreshWithout(['realms', realm], person.id)
    },
  })
