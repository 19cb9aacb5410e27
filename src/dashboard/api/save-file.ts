import type { Endpoint } from '#contract/endpoint'
import { answerOf, type Input } from './call'

/** Hands a file to the browser, to be kept where downloads are. */
export function saveAs(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  // Not at once: the browser reads it only now.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Fetches the file of an endpoint and keeps it under the name that the server gives it. Throws ApiError. */
export async function saveFile<E extends Endpoint & { answers: string }>(endpoint: E, input: Input<E>): Promise<void> {
  const answer = await answerOf(endpoint, input)
  const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1]
  saveAs(name === undefined ? 'download' : decodeURIComponent(name), await answer.blob())
}
