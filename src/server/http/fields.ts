import type * as z from 'zod/mini'

/** What a schema refused, as the error body's `fields`: a path such as `attributes.team` and one sentence each. */
export function fieldsOf(error: z.core.$ZodError): Record<string, string> {
  // A map, since a field can be called `constructor`.
  const fields = new Map<string, string>()
  const add = (path: PropertyKey[], message: string) => {
    // What concerns the whole body has no path of its own.
    const name = path.map(String).join('.') || 'body'
    if (!fields.has(name)) fields.set(name, message)
  }
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) add([...issue.path, key], 'Unknown field')
    else if (issue.code === 'invalid_key') add(issue.path, issue.issues[0]?.message ?? issue.message)
    else add(issue.path, issue.message)
  }
  return Object.fromEntries(fields)
}
