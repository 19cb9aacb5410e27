import * as z from 'zod/mini'
import type { Preview } from '#contract/changes'
import type { SentencePart } from '../../ui/named'
import { absoluteTime } from '../../ui/time-format'
import { playbooksText } from './playbooks.text'

const Part = z.union([z.string(), z.object({ name: z.string() })])
const Line = z.array(Part)

/** What was done, to be kept or passed on. It tells of its moment: what happens later does not change it. */
export const Receipt = z.object({
  title: Line,
  did: z.array(Line),
  next: z.array(Line),
  at: z.string(),
  by: z.string(),
  person: z.object({ id: z.string(), name: z.string() }),
  /** Where it was only asked for. */
  requestId: z.optional(z.string()),
  eventId: z.nullable(z.string()),
})
export type Receipt = z.infer<typeof Receipt>

/** What a playbook itself has to say; the rest is the same in all. */
export type Told = Pick<Receipt, 'title' | 'did' | 'next' | 'person' | 'requestId'>

export const plain = (parts: readonly SentencePart[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.name)).join('')

/** The receipt as text, for the clipboard and for a file. */
export function receiptText({ title, did, next, at, by, eventId }: Receipt, realm: string): string {
  const text = playbooksText.receipt
  const list = (heading: string, lines: SentencePart[][]): string[] =>
    lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `- ${plain(line)}`)]
  return [
    plain(title),
    '',
    `${text.when}: ${absoluteTime(at)} (${at})`,
    `${text.by}: ${by}`,
    `${text.realm}: ${realm}`,
    ...list(text.did, did),
    ...list(text.next, next),
    ...(eventId ? ['', `Castellan, event ${eventId}`] : []),
    '',
  ].join('\n')
}

/** The roles that a change gives or takes, as a sentence; nothing where there are none. */
export function rolesLine(
  { impact }: Preview,
  side: 'gained' | 'lost',
  sentence: (roles: SentencePart[]) => SentencePart[],
): SentencePart[][] {
  const roles = impact.roles.filter((one) => one[side] > 0).map(({ role }) => ({ name: roleName(role) }))
  return roles.length === 0 ? [] : [sentence(playbooksText.listed(roles))]
}

/** An application's role says whose it is: many are called "viewer". */
export const roleName = ({ name, application }: { name: string; application?: string | undefined }): string =>
  application ? `${name} (${application})` : name
