/** Where to go after signing in: a path of this origin, never somebody else's address. */
export function safeNext(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  // "//host" and "/\host" are other hosts to a browser, which also drops tabs and line breaks within.
  if (!/^\/(?![/\\])/.test(next) || /[\u0000-\u001F]/.test(next)) return '/'
  const url = new URL(next, location.origin)
  return url.origin === location.origin ? url.pathname + url.search + url.hash : '/'
}
