import { activity } from '#contract/activity'
import { type Application, applications } from '#contract/applications'
import { auth, type Me } from '#contract/auth'
import type { Preview } from '#contract/changes'
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ResponseOf } from '#contract/endpoint'
import type { ErrorBody } from '#contract/errors'
import { type Group, groups } from '#contract/groups'
import { identities, type IdentityDetail } from '#contract/identities'
import { type Realm, realms } from '#contract/realms'
import { type Role, roles } from '#contract/roles'

export interface CallInput<E extends Endpoint> {
  params?: ParamsOf<E>
  query?: Partial<QueryOf<E>> | Record<string, string>
  body?: BodyOf<E>
  /** A file in place of a body. */
  file?: RawFile
  headers?: Record<string, string>
  ifMatch?: number
}

export interface RawFile {
  type: string
  content: string | Uint8Array<ArrayBuffer>
}

export interface Answer<T> {
  status: number
  headers: Headers
  body: T
}

export const PASSWORD = 'correct horse battery staple'

/** Speaks to the server over HTTP as one caller, with a cookie jar. */
export class Client {
  cookie = ''
  me!: Me
  /** Sent with every call, unless the call says otherwise. */
  headers: Record<string, string> = {}

  constructor(readonly url: string) {}

  get accountId(): string {
    const membership = this.me.memberships[0]
    if (!membership) throw new Error('This caller belongs to no account')
    return membership.accountId
  }

  /** Calls an endpoint and returns whatever comes back. */
  async send<E extends Endpoint, T = ResponseOf<E>>(endpoint: E, input: CallInput<E> = {}): Promise<Answer<T>> {
    const params: Record<string, string> = input.params ?? {}
    const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
    const query = new URLSearchParams(Object.entries(input.query ?? {}).map(([name, value]) => [name, String(value)]))
    return this.raw(endpoint.method, `/api${path}${query.size > 0 ? `?${query}` : ''}`, {
      headers: {
        ...(input.ifMatch === undefined ? {} : { 'if-match': `"${input.ifMatch}"` }),
        ...(input.file && { 'content-type': input.file.type }),
        ...input.headers,
      },
      ...(input.file && { body: input.file.content }),
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    })
  }

  /** Calls an endpoint and fails loudly unless it succeeds. */
  async call<E extends Endpoint>(endpoint: E, input: CallInput<E> = {}): Promise<ResponseOf<E>> {
    const answer = await this.send(endpoint, input)
    if (answer.status >= 300) throw new Error(`${endpoint.method} ${endpoint.path}: ${JSON.stringify(answer)}`)
    return answer.body
  }

  /** The refusal that a call meets; fails loudly when it succeeds. */
  async refusal<E extends Endpoint>(endpoint: E, input: CallInput<E> = {}): Promise<ErrorBody & { status: number }> {
    const answer = await this.send<E, ErrorBody>(endpoint, input)
    if (answer.status < 400) throw new Error(`${endpoint.method} ${endpoint.path} was not refused`)
    return { ...answer.body, status: answer.status }
  }

  async preview<E extends Endpoint>(endpoint: E, input: CallInput<E> = {}): Promise<Preview> {
    const query = { ...(input.query as Record<string, string> | undefined), preview: 'true' }
    const answer = await this.send<E, Preview>(endpoint, { ...input, query })
    if (answer.status !== 200) throw new Error(`preview of ${endpoint.path}: ${JSON.stringify(answer)}`)
    return answer.body
  }

  async raw<T>(
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: RawFile['content'] } = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...init.headers,
      },
      ...(init.body === undefined ? {} : { body: init.body }),
    })
    const set = response.headers.getSetCookie()[0]
    if (set !== undefined) this.cookie = set.split(';', 1)[0] ?? ''
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    // The caller says what it expects; the tests are what checks it.
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T }
  }

  async setUp(setupUrl: string, name: string): Promise<void> {
    const token = new URL(setupUrl).searchParams.get('token') ?? ''
    const body = { token, ...person(name) }
    this.me = await this.call(auth.setUp, { body })
  }

  async signUp(name: string): Promise<void> {
    await this.call(auth.signUp, { body: person(name) })
    await this.signIn(name)
  }

  async signIn(name: string): Promise<void> {
    await this.call(auth.signIn, { body: { email: person(name).email, password: PASSWORD } })
    this.me = await this.call(auth.me)
  }

  // The things that most tests begin with

  realm(name: string, more: Partial<BodyOf<typeof realms.create>> = {}): Promise<Realm> {
    return this.call(realms.create, { body: { name, ...more } })
  }

  group(realm: string, name: string, more: Partial<BodyOf<typeof groups.create>> = {}): Promise<Group> {
    return this.call(groups.create, { params: { realm }, body: { name, ...more } })
  }

  role(realm: string, name: string): Promise<Role> {
    return this.call(roles.create, { params: { realm }, body: { name } })
  }

  application(
    realm: string,
    name: string,
    more: Partial<BodyOf<typeof applications.create>> = {},
  ): Promise<Application> {
    const clientId = name.toLowerCase().replaceAll(/\W+/g, '-')
    return this.call(applications.create, { params: { realm }, body: { name, clientId, ...more } })
  }

  identity(
    realm: string,
    username: string,
    more: Partial<BodyOf<typeof identities.create>> = {},
  ): Promise<IdentityDetail> {
    return this.call(identities.create, { params: { realm }, body: { username, ...more } })
  }

  async undoLast(realm: string) {
    const { items } = await this.call(activity.ofRealm, { params: { realm }, query: { limit: 1 } })
    return this.call(activity.undo, { params: { eventId: items[0]?.id ?? '' } })
  }
}

/** What somebody of this name types in everywhere. */
export const person = (name: string) => ({
  name,
  email: `${name.toLowerCase().replaceAll(/\W+/g, '.')}@example.org`,
  password: PASSWORD,
  accountName: `${name}’s account`,
})
