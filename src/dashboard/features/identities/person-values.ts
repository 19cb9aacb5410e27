import * as z from 'zod/mini'
import type { IdentityDetail, IdentityInput, IdentityPatch } from '#contract/identities'
import { Attributes, Email, optionalLine } from '#contract/primitives'
import { Username } from '#contract/realms'
import type { PickOption } from '../../ui/finder'
import { identitiesText } from './identities.text'

const text = identitiesText.form

/** What is typed into a field that may be left empty; what stands there must be right. */
const orEmpty = (schema: z.ZodMiniType<string>) =>
  z.string().check(
    z.trim(),
    z.superRefine((value, context) => {
      if (value === '') return
      const message = schema.safeParse(value).error?.issues[0]?.message
      if (message) context.addIssue({ code: 'custom', input: value, message })
    }),
  )

const shared = {
  email: orEmpty(Email),
  firstName: optionalLine(255),
  lastName: optionalLine(255),
  attributes: Attributes,
  breakGlass: z.boolean(),
}

/** The panel's values when somebody is edited: a username stays, if another one. */
export const PersonForm = z.object({ ...shared, username: Username })
export type PersonForm = z.output<typeof PersonForm>

/** And when somebody is added: the groups with their names, since they are on screen. */
export const NewPersonForm = z
  .object({
    ...shared,
    username: orEmpty(Username),
    groups: z.array(z.custom<PickOption>()),
    invite: z.boolean(),
  })
  .check(
    z.superRefine(({ username, email, invite }, context) => {
      const say = (path: string, message: string) =>
        context.addIssue({ code: 'custom', input: '', path: [path], message })
      if (invite && email === '') say('email', text.emailToInvite)
      else if (username === '' && email === '') say('username', text.oneOfBoth)
    }),
  )
export type NewPersonForm = z.output<typeof NewPersonForm>

export const emptyPerson: NewPersonForm = {
  username: '',
  email: '',
  firstName: '',
  lastName: '',
  attributes: {},
  breakGlass: false,
  groups: [],
  invite: false,
}

export const valuesOf = ({
  username,
  email,
  firstName,
  lastName,
  attributes,
  breakGlass,
}: IdentityDetail): PersonForm => ({ username, email: email ?? '', firstName, lastName, attributes, breakGlass })

export const toInput = ({ username, email, groups, ...values }: NewPersonForm): IdentityInput => ({
  ...values,
  ...(username && { username }),
  ...(email && { email }),
  groupIds: groups.map(({ id }) => id),
})

/** An address that was emptied is taken away. */
export const toPatch = ({ email, ...values }: PersonForm): IdentityPatch => ({ ...values, email: email || null })
