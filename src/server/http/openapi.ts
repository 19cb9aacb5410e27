import * as z from 'zod/mini'
import { resources } from '#contract/all'
import { Preview, things } from '#contract/changes'
import { type Endpoint, isChange, paramNames } from '#contract/endpoint'
import { ErrorBody, errorCodes } from '#contract/errors'
import { permissions } from '#contract/permissions'
import { POSITION_PATTERN, UUID_PATTERN } from '#contract/primitives'
import { REALM_NAME_PATTERN } from '#contract/realms'

export interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  [keyword: string]: unknown
}

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  parameters: {
    name: string
    in: 'path' | 'query' | 'header'
    required: boolean
    description?: string
    schema: JsonSchema
  }[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, { description: string; content?: Content }>
  security: Record<string, string[]>[]
}

/** By media type. */
export type Content = Record<string, { schema: JsonSchema }>

/** A file, as it is. */
const file: JsonSchema = { type: 'string', format: 'binary' }

/** The API's description (OpenAPI 3.1.1), made from the contract alone. */
export function openApi(publicUrl: string) {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const [resource, endpoints] of Object.entries(resources)) {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const path = `/api${endpoint.path.replaceAll(/:(\w+)/g, '{$1}')}`
      paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(resource, name, endpoint) }
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Castellan',
      version: '1',
      description: 'Realms, groups, roles and the log of everything that happens to them.',
    },
    servers: [{ url: publicUrl }],
    tags: Object.keys(resources).map((name) => ({ name })),
    paths,
    components: {
      schemas: { Error: schemaOf(ErrorBody, 'output'), Preview: schemaOf(Preview, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-castellan' } },
    },
  }
}

function operation(resource: string, name: string, endpoint: Endpoint): Operation {
  const answer = contentOf(endpoint.answers ? [endpoint.answers] : undefined, endpoint.response, 'output')
  const body = contentOf(endpoint.takes, endpoint.body, 'input')
  return {
    operationId: `${resource}_${name}`,
    tags: [resource],
    summary: endpoint.summary,
    description: needsSentence(endpoint),
    parameters: [...pathParameters(endpoint), ...queryParameters(endpoint), ...headers(endpoint)],
    ...(body && { requestBody: { required: true, content: body } }),
    responses: {
      [endpoint.status]: { description: 'Done', ...(answer && { content: answer }) },
      ...(isChange(endpoint) && endpoint.status !== 200
        ? { 200: { description: 'The preview, when asked for', content: reference('Preview') } }
        : {}),
      default: { description: 'Refused', content: reference('Error') },
    },
    security: endpoint.needs === 'public' ? [] : [{ session: [] }],
  }
}

/** What travels one way: a file of one of these media types, or JSON of a schema, or nothing. */
function contentOf(
  files: readonly string[] | undefined,
  schema: z.ZodMiniType | undefined,
  io: 'input' | 'output',
): Content | undefined {
  if (files) return Object.fromEntries(files.map((type) => [type, { schema: file }]))
  return schema && { 'application/json': { schema: schemaOf(schema, io) } }
}

/** Who may call, in a sentence. */
export function needsSentence({ needs }: Endpoint): string {
  if (needs === 'public') return 'Anyone may call this.'
  if (needs === 'signed-in') return 'Anyone who is signed in may call this.'
  if (needs === 'of-event') return 'Needs the permission that the original change needed.'
  if (needs === 'of-kind') return 'Needs the permission to write things of this kind.'
  return `Needs the permission ${needs}: ${permissions[needs].toLowerCase()}.`
}

const pathParameters = (endpoint: Endpoint): Operation['parameters'] =>
  paramNames(endpoint.path).map((name) => ({ name, in: 'path', required: true, schema: pathSchema(name) }))

function pathSchema(name: string): JsonSchema {
  if (name === 'realm') return { type: 'string', pattern: REALM_NAME_PATTERN.source }
  if (name === 'kind') return { type: 'string', enum: things }
  return { type: 'string', pattern: (name === 'position' ? POSITION_PATTERN : UUID_PATTERN).source }
}

function queryParameters(endpoint: Endpoint): Operation['parameters'] {
  const listed = endpoint.query ? Object.entries(schemaOf(endpoint.query, 'input').properties ?? {}) : []
  const own = listed.map(([name, schema]) => ({ name, in: 'query' as const, required: false, schema }))
  if (!isChange(endpoint)) return own
  return [
    ...own,
    {
      name: 'preview',
      in: 'query',
      required: false,
      description: 'Answer with what would change and who would gain or lose, and change nothing',
      schema: { type: 'string', enum: ['true'] },
    },
  ]
}

function headers(endpoint: Endpoint): Operation['parameters'] {
  if (!isChange(endpoint)) return []
  const version = {
    name: 'If-Match',
    in: 'header' as const,
    required: endpoint.method === 'PATCH',
    description: 'The version that you saw, such as "7"',
    schema: { type: 'string' },
  }
  const key = {
    name: 'Idempotency-Key',
    in: 'header' as const,
    required: false,
    description: 'Any text of your own: the same request with the same key is done once, for 24 hours',
    schema: { type: 'string', maxLength: 255 },
  }
  if (endpoint.method === 'POST') return [key]
  return endpoint.method === 'PUT' ? [] : [version]
}

const reference = (name: 'Error' | 'Preview') => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } as JsonSchema },
})

function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' })
  // zod types its JSON Schema more widely than what we read of it.
  return rest as JsonSchema
}

/** Every code with its status and sentence, by status. */
export const errorTable = (): { code: string; status: number; message: string }[] =>
  Object.entries(errorCodes)
    .map(([code, [status, message]]) => ({ code, status, message }))
    .sort((a, b) => a.status - b.status)
