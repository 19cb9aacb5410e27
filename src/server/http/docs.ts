import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Html, html } from './html'
import { type Content, errorTable, type JsonSchema, openApi, type Operation } from './openapi'
import { docsCss } from './docs.css'

/** `/api/openapi.json` and `/api/docs`: the description, and the same to read. No script, nothing from elsewhere. */
export function registerDocs(app: FastifyInstance, publicUrl: () => string): void {
  app.get('/api/openapi.json', () => openApi(publicUrl()))
  app.get('/api/docs', (_request, reply) => {
    const nonce = randomBytes(16).toString('base64')
    void reply.header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    return reply.type('text/html; charset=utf-8').send(docsPage(publicUrl(), nonce).text)
  })
}

type Described = Operation & { method: string; path: string }

function docsPage(publicUrl: string, nonce: string): Html {
  const { paths, tags } = openApi(publicUrl)
  const operations: Described[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
  const chapters = tags.map(({ name }) => ({ name, calls: operations.filter((one) => one.tags.includes(name)) }))
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>API · Castellan</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/favicon.svg" />
        <style nonce="${nonce}">
          ${unescaped(docsCss)}
        </style>
      </head>
      <body>
        <nav aria-label="Resources">
          <a href="/"><strong>Castellan</strong></a>
          ${chapters.map(
            ({ name, calls }) =>
              html`<h2><a href="#${name}">${title(name)}</a></h2>
                <ul>
                  ${calls.map((call) => html`<li><a href="#${call.operationId}">${call.summary}</a></li>`)}
                </ul>`,
          )}
          <h2><a href="#errors">Errors</a></h2>
        </nav>
        <main>
          <h1>API</h1>
          ${introduction(publicUrl)}
          ${chapters.map(
            ({ name, calls }) =>
              html`<h2 id="${name}">${title(name)}</h2>
                ${calls.map(call)}`,
          )}
          <h2 id="errors">Errors</h2>
          <p>
            Every refusal has the body <code>{ code, message, fields?, details?, requestId }</code>.
            <code>fields</code> says what is wrong with which field; quote <code>requestId</code> when you ask for help.
          </p>
          <div class="wide" tabindex="0" role="region" aria-label="Error codes">
            <table>
              <thead>
                <tr>
                  <th scope="col">Code</th>
                  <th scope="col">Status</th>
                  <th scope="col">Meaning</th>
                </tr>
              </thead>
              <tbody>
                ${errorTable().map(
                  ({ code, status, message }) =>
                    html`<tr>
                      <td><code>${code}</code></td>
                      <td>${status}</td>
                      <td>${message}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>
        </main>
      </body>
    </html>`
}

const introduction = (publicUrl: string): Html =>
  html` <p>
      JSON over HTTPS, at <code>${publicUrl}/api</code>. Names are camelCase, times RFC 3339 in UTC with milliseconds.
      The same description for machines: <a href="/api/openapi.json">openapi.json</a>.
    </p>
    <p><strong>Who you are.</strong> <code>POST /api/session</code> sets a cookie; send it with every request.</p>
    <p>
      <strong>See it first.</strong> Every change takes <code>?preview=true</code>: it answers with what would change,
      who would gain and who would lose which role, and what blocks it, and changes nothing.
    </p>
    <p>
      <strong>Two at once.</strong> Things carry a <code>version</code>. A <code>PATCH</code> sends the one it saw as
      <code>If-Match: "7"</code>; when someone was quicker the answer is 409 <code>changed_meanwhile</code> with what
      they did.
    </p>
    <p>
      <strong>Retries.</strong> With an <code>Idempotency-Key</code> a repeated <code>POST</code> is done once and
      answered alike for 24 hours.
    </p>
    <p>
      <strong>Lists</strong> take <code>limit</code>, <code>cursor</code>, <code>q</code> and <code>sort</code>, and
      answer <code>{ items, nextCursor, total, totalExact }</code>. <code>total</code> is counted up to 10,000.
    </p>
    <p>
      <strong>Undo.</strong> A change answers with <code>x-event-id</code>;
      <code>POST /api/activity/{eventId}/undo</code> takes it back.
    </p>`

const call = (operation: Described): Html =>
  html` <section class="call" id="${operation.operationId}" aria-labelledby="${operation.operationId}-title">
    <h3 id="${operation.operationId}-title">${operation.summary}</h3>
    <p class="path"><span class="method">${operation.method}</span> ${operation.path}</p>
    <p class="dim">${operation.description}</p>
    ${parameters('In the address', operation, 'path')} ${parameters('Query', operation, 'query')}
    ${parameters('Headers', operation, 'header')} ${body(operation.requestBody?.content)} ${answer(operation)}
  </section>`

function parameters(heading: string, operation: Operation, where: string): Html | null {
  const listed = operation.parameters.filter((parameter) => parameter.in === where)
  if (listed.length === 0) return null
  const rows = listed.map(({ name, required, schema, description }) => row(name, schema, required, description))
  return html`<h4>${heading}</h4>
    ${table(heading, rows)}`
}

function body(content: Content | undefined): Html | null {
  if (!content) return null
  const json = content['application/json']
  if (!json)
    return html`<h4>Body</h4>
      <p>A file, as it is: ${Object.keys(content).join(', ')}</p>`
  return html`<h4>Body</h4>
    ${table('Body', fieldRows(json.schema, ''))}`
}

function answer(operation: Operation): Html {
  const [status, success] = Object.entries(operation.responses).find(([, one]) => one.description === 'Done') ?? []
  const [type, content] = Object.entries(success?.content ?? {})[0] ?? []
  if (!content)
    return html`<h4>Answer</h4>
      <p>${status}, without a body</p>`
  if (type !== 'application/json')
    return html`<h4>Answer ${status}</h4>
      <p>A file: ${type}</p>`
  return html`<h4>Answer ${status}</h4>
    ${table('Answer', fieldRows(content.schema, ''))}`
}

/** The fields of an object, and of the objects in it down to the third level. */
function fieldRows(schema: JsonSchema, prefix: string, depth = 0): Html[] {
  const required = schema.required ?? []
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = innerObject(field)
    const label = `${prefix}${name}${field.type === 'array' ? '[]' : ''}`
    return [
      row(label, field, required.includes(name)),
      ...(inner && depth < 2 ? fieldRows(inner, `${label}.`, depth + 1) : []),
    ]
  })
}

function innerObject(schema: JsonSchema): JsonSchema | undefined {
  if (schema.properties) return schema
  const candidates = [schema['items'], ...((schema['anyOf'] as unknown[] | undefined) ?? [])]
  return candidates.find((one): one is JsonSchema => typeof one === 'object' && one !== null && 'properties' in one)
}

const row = (name: string, schema: JsonSchema, required: boolean, description?: string): Html =>
  html`<tr>
    <td><code>${name}</code></td>
    <td>${kindOf(schema)}${required ? '' : ', optional'}</td>
    <td>${description} ${limits(schema)}</td>
  </tr>`

const table = (label: string, rows: Html[]): Html =>
  html` <div class="wide" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Limits</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`

function kindOf(schema: JsonSchema): string {
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  if (alternatives) return [...new Set(alternatives.map(kindOf))].join(' or ')
  if (schema['enum']) return 'one of'
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  return schema.type === undefined ? 'anything' : String(schema.type).replace('string', 'text').replace('array', 'list')
}

function limits(schema: JsonSchema): string {
  const found: string[] = []
  if (Array.isArray(schema['enum'])) found.push(schema['enum'].map(String).join(', '))
  if (schema['minLength'] !== undefined) found.push(`at least ${Number(schema['minLength'])} characters`)
  if (schema['maxLength'] !== undefined)
    found.push(`at most ${Number(schema['maxLength']).toLocaleString('en')} characters`)
  if (schema.type === 'integer' && Number(schema['maximum']) < 10_000) {
    found.push(`${Number(schema['minimum'])} to ${Number(schema['maximum'])}`)
  }
  if (schema['default'] !== undefined) found.push(`default ${JSON.stringify(schema['default'])}`)
  return found.join('; ')
}

const title = (name: string): string => (name === 'auth' ? 'Signing in' : name.charAt(0).toUpperCase() + name.slice(1))

/** Style has no markup to escape, and quotes in it must stay. */
const unescaped = (text: string): Html => new Html(text)
