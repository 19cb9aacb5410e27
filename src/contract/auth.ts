import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { administratorRoleNames } from './permissions'
import { Email, Id, line, Name, NewPassword, PersonName, wellFormed } from './primitives'

/** What a typed password may be when it is only compared: no rule is applied that would tell how passwords look here. */
const TypedPassword = z.string().check(z.minLength(1), z.maxLength(128), wellFormed)

export const SetupInput = z.strictObject({
  token: z.string().check(z.minLength(1), z.maxLength(100)),
  name: PersonName,
  email: Email,
  password: NewPassword,
  accountName: Name,
})
export const SignUpInput = z.strictObject({ name: PersonName, email: Email, password: NewPassword, accountName: Name })
export const SignInInput = z.strictObject({
  email: line(254),
  password: TypedPassword,
})

export const Administrator = z.object({ id: Id, name: z.string(), email: z.string() })
export type Administrator = z.infer<typeof Administrator>

export const Membership = z.object({
  accountId: Id,
  accountName: z.string(),
  role: z.enum(administratorRoleNames),
  permissions: z.array(z.string()),
  /** The names of the realms it is limited to; null means all. */
  realms: z.nullable(z.array(z.string())),
})
export type Membership = z.infer<typeof Membership>

export const Me = z.object({ administrator: Administrator, memberships: z.array(Membership) })
export type Me = z.infer<typeof Me>

export const auth = {
  setUp: endpoint('POST', '/setup', {
    needs: 'public',
    summary: 'Become the first owner, with the one-time token that the server printed',
    body: SetupInput,
    response: Me,
    status: 201,
    preview: false,
  }),
  /** Answers alike whether the address was free or taken; the caller then signs in. Errors: 403 `sign_up_closed`. */
  signUp: endpoint('POST', '/sign-up', {
    needs: 'public',
    summary: 'Register an account, where the server allows anyone to',
    body: SignUpInput,
    response: z.object({ next: z.literal('sign_in') }),
    status: 201,
    preview: false,
  }),
  /** Errors: 401 `wrong_credentials`, 429 `throttled` with `details.retryAfterSeconds`. */
  signIn: endpoint('POST', '/session', {
    needs: 'public',
    summary: 'Sign in; the session travels in a cookie',
    body: SignInInput,
    response: z.object({ next: z.literal('done') }),
    preview: false,
  }),
  signOut: endpoint('DELETE', '/session', { needs: 'signed-in', summary: 'End this session', preview: false }),
  me: endpoint('GET', '/me', { needs: 'signed-in', summary: 'Who is signed in, and what they may do', response: Me }),
}
