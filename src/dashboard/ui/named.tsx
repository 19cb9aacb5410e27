import { createElement, Fragment } from 'react'

/** A name that a person typed, kept from turning round the sentence it stands in (right-to-left letters). */
export const Named = ({ children }: { children: string }) => <bdi>{children}</bdi>

/** A sentence with a typed name in it: `<Sentence parts={['Delete ', { name }, '?']} />` */
export type SentencePart = string | { name: string }
export const Sentence = ({ parts }: { parts: SentencePart[] }) =>
  // Children in fixed places: the parts of a sentence have no identity that could be a key.
  createElement(
    Fragment,
    null,
    ...parts.map((part) => (typeof part === 'string' ? part : createElement('bdi', null, part.name))),
  )
