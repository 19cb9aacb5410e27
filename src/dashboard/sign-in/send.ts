export interface Refusal {
  /** 0: the server could not be reached. */
  status: number
  code: string
  message: string
  fields: Record<string, string>
  retryAfterSeconds: number | null
  requestId: string | null
}

export type Answer = { ok: true } | ({ ok: false } & Refusal)

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Sends one form. Never throws: an answer that cannot be had or read is a refusal too. */
export async function send(path: string, body: Record<string, string>): Promise<Answer> {
  const unreachable = {
    ok: false as const,
    status: 0,
    code: 'network',
    message: '',
    fields: {},
    retryAfterSeconds: null,
    requestId: null,
  }
  let response: Response
  try {
    response = await fetch(`/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify(body),
    })
  } catch {
    return unreachable
  }
  if (response.ok) return { ok: true }
  const answer = record(await response.json().catch(() => null))
  const seconds = Number(record(answer['details'])['retryAfterSeconds'] ?? response.headers.get('retry-after'))
  return {
    ok: false,
    status: response.status,
    code: text(answer['code']) ?? 'unreadable',
    message: text(answer['message']) ?? '',
    fields: Object.fromEntries(
      Object.entries(record(answer['fields'])).map(([name, message]) => [name, String(message)]),
    ),
    retryAfterSeconds: response.status === 429 ? Math.max(1, Math.ceil(seconds || 30)) : null,
    requestId: text(answer['requestId']),
  }
}
