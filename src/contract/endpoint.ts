import type * as z from 'zod/mini'
import type { Permission } from './permissions'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call: anyone, anyone signed in, holders of a permission, or as the thing itself decides (undo, restore). */
export type Needs = 'public' | 'signed-in' | 'of-event' | 'of-kind' | Permission

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

type Schema = z.ZodMiniType

interface Options<Query extends Schema, Body extends Schema, Response extends Schema, Need extends Needs> {
  /** The permission a caller needs. Required, so nothing is public by omission. */
  needs: Need
  /** One line for the API's documentation. */
  summary: string
  query?: Query
  body?: Body
  response?: Response
  /** The status of success. Default: 200 with a response, 204 without. */
  status?: number
  /** False for a write that is no `change` of account or realm data: it cannot be previewed. */
  preview?: false
  /** True when a fresh factor is needed within ten minutes. */
  stepUp?: true
  /** The media type of a file that it answers with, in place of JSON. Set by `download`. */
  answers?: string
  /** The media types of a file that it takes as its body, in place of JSON. Set by `upload`. */
  takes?: readonly string[]
}

export interface Endpoint<
  Path extends string = string,
  Query extends Schema = Schema,
  Body extends Schema = Schema,
  Response extends Schema = Schema,
  Need extends Needs = Needs,
> extends Options<Query, Body, Response, Need> {
  method: Method
  /**
   * Below `/api`. Parameters: `:realm` is a realm's name, `:…Id` and `:id` are UUIDs, `:kind` a kind, `:position` a number;
   * others are 404.
   */
  path: Path
  status: number
}

/** Declares one endpoint: what server and dashboard agree on. */
export function endpoint<
  const Path extends `/${string}`,
  Query extends Schema = z.ZodMiniVoid,
  Body extends Schema = z.ZodMiniVoid,
  Response extends Schema = z.ZodMiniVoid,
  const Need extends Needs = Needs,
>(
  method: Method,
  path: Path,
  options: Options<Query, Body, Response, Need>,
): Endpoint<Path, Query, Body, Response, Need> {
  return { method, path, ...options, status: options.status ?? (options.response ? 200 : 204) }
}

/** A GET that answers with a file. Refusals are JSON as everywhere. */
export const download = <
  const Path extends `/${string}`,
  Query extends Schema = z.ZodMiniVoid,
  const Need extends Needs = Needs,
>(
  path: Path,
  options: Pick<Options<Query, z.ZodMiniVoid, z.ZodMiniVoid, Need>, 'needs' | 'summary' | 'query'> & {
    answers: string
  },
): Endpoint<Path, Query, z.ZodMiniVoid, z.ZodMiniVoid, Need> & { answers: string } => ({
  method: 'GET',
  path,
  status: 200,
  ...options,
})

/** A POST whose body is a file, sent as it is (no form). It is no `change`. */
export const upload = <
  const Path extends `/${string}`,
  Query extends Schema = z.ZodMiniVoid,
  Response extends Schema = z.ZodMiniVoid,
  const Need extends Needs = Needs,
>(
  path: Path,
  options: Pick<Options<Query, z.ZodMiniVoid, Response, Need>, 'needs' | 'summary' | 'query' | 'response'> & {
    takes: readonly string[]
  },
): Endpoint<Path, Query, z.ZodMiniVoid, Response, Need> & { takes: readonly string[] } => ({
  method: 'POST',
  path,
  status: 201,
  preview: false,
  ...options,
})

export type ParamsOf<E extends Endpoint> = Record<ParamNames<E['path']>, string>
export type QueryOf<E extends Endpoint> = E extends Endpoint<string, infer Query> ? z.output<Query> : never
export type BodyOf<E extends Endpoint> = E extends Endpoint<string, Schema, infer Body> ? z.output<Body> : never
export type ResponseOf<E extends Endpoint> =
  E extends Endpoint<string, Schema, Schema, infer Response> ? z.output<Response> : never

/** The names of an endpoint's path parameters, in order. */
export const paramNames = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!)

/** Whether a call changes account or realm data, and so takes `?preview=true`. */
export const isChange = (endpoint: Endpoint): boolean => endpoint.method !== 'GET' && endpoint.preview !== false
