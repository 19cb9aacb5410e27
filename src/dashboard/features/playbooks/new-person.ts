import * as z from 'zod/mini'
import type { IdentityInput } from '#contract/identities'
import { Email, optionalLine } from '#contract/primitives'
import { Username } from '#contract/realms'
import { someoneJoinedText } from './someone-joined.text'

const text = someoneJoinedText.who

/** What stands in a field must be right, but it may be empty. */
const orEmpty = (schema: z.ZodMiniType<string>) =>
  z.string().check(
    z.trim(),
    z.superRefine((value, context) => {
      const message = value === '' ? undefined : schema.safeParse(value).error?.issues[0]?.message
      if (message) context.addIssue({ code: 'custom', input: value, message })
    }),
  )

/** What the first step asks. */
export const WhoForm = z
  .object({
    firstName: optionalLine(255),
    lastName: optionalLine(255),
    email: orEmpty(Email),
    username: orEmpty(Username),
  })
  .check(
    z.superRefine(({ email, username }, context) => {
      if (email === '' && username === '')
        context.addIssue({ code: 'custom', input: '', path: ['email'], message: text.nobody })
    }),
  )
export type WhoForm = z.infer<typeof WhoForm>

/** Somebody who is not added yet. */
export const Draft = z.object({
  who: WhoForm,
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  invite: z.boolean(),
})
export type Draft = z.infer<typeof Draft>

export const nobody: WhoForm = { firstName: '', lastName: '', email: '', username: '' }

export const toInput = ({ who: { email, username, ...names }, groups, invite }: Draft): IdentityInput => ({
  ...names,
  ...(email && { email }),
  ...(username && { username }),
  groupIds: groups.map(({ id }) => id),
  invite: invite && email !== '',
})

export const draftName = ({ who: { firstName, lastName, username, email } }: Draft): string =>
  [firstName, lastName].filter(Boolean).join(' ') || username || email
