import * as z from 'zod/mini'

/**
 * The one place where a schema's refusal becomes a sentence a person can act on. Loaded by `primitives.ts`, so forms and
 * the server speak alike. A schema that needs words of its own passes `error` and wins over this.
 */
z.config({
  customError: (issue) => {
    switch (issue.code) {
      case 'invalid_type':
        return issue.input === undefined || issue.input === null
          ? 'Fill this in'
          : `Expected ${article(issue.expected)}`
      case 'too_small':
        if (issue.origin === 'string')
          return issue.minimum === 1 ? 'Fill this in' : `At least ${issue.minimum} characters`
        if (issue.origin === 'array') return `At least ${issue.minimum} entries`
        return `Must be ${issue.minimum} or more`
      case 'too_big':
        if (issue.origin === 'string') return `At most ${group(issue.maximum)} characters`
        if (issue.origin === 'array' || issue.origin === 'set') return `At most ${group(issue.maximum)} entries`
        return `Must be ${issue.maximum} or less`
      case 'unrecognized_keys':
        return `Unknown field: ${issue.keys.join(', ')}`
      case 'invalid_value':
        return `Must be one of: ${issue.values.map(String).join(', ')}`
      case 'invalid_key':
        return 'This key is not allowed'
      case 'invalid_format':
        return issue.format === 'email' ? 'This is not an e-mail address' : 'This has the wrong form'
      default:
        return 'This is not valid'
    }
  },
})

const article = (type: string): string =>
  type === 'array'
    ? 'a list'
    : type === 'object' || type === 'record'
      ? 'an object'
      : type === 'string'
        ? 'text'
        : `a ${type}`

const group = (n: number | bigint): string => n.toLocaleString('en')
