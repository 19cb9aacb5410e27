import type { Endpoint } from '#contract/endpoint'
import { type Input, urlOf } from './call'

/** Keeps what a page has made itself where downloads are. */
export function saveAs(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  follow(url, name)
  // Not at once: the browser reads it only now.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/**
 * Lets the browser download the file of an endpoint, which then need not fit into the memory of the page. It could not say
 * why it fails, so something small is asked for first, on the same way: throws what that throws.
 */
export async function download<E extends Endpoint & { answers: string }>(
  endpoint: E,
  input: Input<E>,
  askFirst: () => Promise<unknown>,
): Promise<void> {
  await askFirst()
  // Under the name that the server gives it.
  follow(urlOf(endpoint, input), '')
}

const follow = (href: string, name: string): void =>
  Object.assign(document.createElement('a'), { href, download: name }).click()
