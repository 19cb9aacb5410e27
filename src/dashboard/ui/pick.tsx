import type { QueryKey } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Preview } from '#contract/changes'
import type { Endpoint, ResponseOf } from '#contract/endpoint'
import type { Input } from '../api/call'
import type { KnownNames } from './changes.text'
import type { FilterOption } from './filter-select'
import type { FindRequest, PickOption } from './finder'
import type { SentencePart } from './named'
import { openDialog } from './open-dialog'

export type { PickOption } from './finder'

interface Request<Item, Key extends QueryKey, E extends Endpoint> extends FindRequest<Item, Key> {
  title: string | SentencePart[]
  intro?: ReactNode
  /** The change that choosing makes. */
  endpoint: E
  /** Of the thing that is changed, where the change needs it. */
  version?: number
  /** Names of things that the change mentions by id only; those that can be chosen are known. */
  names?: KnownNames
  /** A further choice, such as for how long; the first one stands at the beginning. */
  how?: { label: string; options: [FilterOption, ...FilterOption[]] }
  /** The verb on the button: "Add 2 roles". */
  applyLabel: (chosen: number) => string
  /** Why the button waits while nothing is chosen. */
  nothingChosen: string
  /** As in a review. */
  danger?: boolean
  agreed?: (input: Input<E>, preview: Preview) => Input<E>
  refused?: (preview: Preview) => string | undefined
  remarks?: (preview: Preview) => ReactNode
  /** The notice afterwards; with what the server answered to each change. */
  done: (chosen: PickOption[], answers: ResponseOf<E>[]) => ReactNode
  onDone?: () => void | Promise<unknown>
}

/** Each thing that is chosen is a change of its own. */
interface OneByOne<E extends Endpoint> {
  input: (id: string, version: number | undefined, how: string) => Input<E>
}

/** What is chosen makes one change. With `chosen` it starts from there, and may end with nothing. */
interface Together<E extends Endpoint> {
  inputOf: (ids: string[], how: string) => Input<E>
  several: true
  chosen?: PickOption[]
}

export type PickRequest<Item, Key extends QueryKey, E extends Endpoint> = Request<Item, Key, E> &
  (OneByOne<E> | Together<E>)

/**
 * Chooses one or several things from a list that the server searches, shows what this would change, and does it. Resolves
 * with true when it was done.
 */
export async function pick<Item, Key extends QueryKey, E extends Endpoint>(
  request: PickRequest<Item, Key, E>,
): Promise<boolean> {
  const { PickDialog } = await import('./pick-dialog')
  return openDialog<boolean>(
    (settle, gone) => <PickDialog request={request} onApplied={() => settle(true)} onGone={gone} />,
    false,
  )
}

export interface ChooseRequest<Item, Key extends QueryKey> extends FindRequest<Item, Key> {
  title: string | SentencePart[]
  /** The verb on the button: "Show these people". */
  applyLabel: string
  nothingChosen: string
  /** What is chosen at the beginning. */
  chosen?: PickOption[]
}

/** The same without any change: for filters and forms. Resolves with null when somebody thinks better of it. */
export async function choose<Item, Key extends QueryKey>(
  request: ChooseRequest<Item, Key>,
): Promise<PickOption[] | null> {
  const { ChooseDialog } = await import('./choose-dialog')
  return openDialog<PickOption[] | null>(
    (settle, gone) => <ChooseDialog request={request} onChosen={settle} onGone={gone} />,
    null,
  )
}
