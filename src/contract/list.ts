import * as z from 'zod/mini'
import { optionalLine } from './primitives'

export const MAX_LIMIT = 200
export const DEFAULT_LIMIT = 50

/**
 * What every list takes: `limit` (1–200, default 50), `cursor` (from the page before), `q` (search, ≤ 200 characters) and
 * `sort` (one of `sorts`, `-` before it for descending; the first is the default), and the filters of that list.
 */
export function listQuery<const Sort extends string, Filters extends z.core.$ZodShape = {}>(
  sorts: readonly [Sort, ...Sort[]],
  filters?: Filters,
) {
  return z.extend(
    z.object({
      limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MAX_LIMIT)), DEFAULT_LIMIT),
      cursor: z.optional(z.string().check(z.maxLength(2000), z.regex(/^[\w-]*$/))),
      q: z.optional(optionalLine(200)),
      sort: z.prefault(z.enum(sorts), sorts[0]),
    }),
    (filters ?? {}) as Filters,
  )
}

/** The two directions of the sorts that most lists offer. */
export const BY_NAME_OR_AGE = ['name', '-name', 'createdAt', '-createdAt'] as const

/** One page: `nextCursor` is null on the last; `total` is counted up to 10,000, beyond that `totalExact` is false. */
export const pageOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.nullable(z.string()),
    total: z.int(),
    totalExact: z.boolean(),
  })

export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
  total: number
  totalExact: boolean
}
