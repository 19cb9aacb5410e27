import type { QueryKey, UseQueryOptions } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Endpoint } from '#contract/endpoint'
import type { Page } from '#contract/list'
import type { Input } from '../api/call'
import type { KnownNames } from './changes.text'
import type { SentencePart } from './named'
import { openDialog } from './open-dialog'

export interface PickOption {
  id: string
  name: string
  /** A quiet second line: where it lies, whose it is. */
  under?: ReactNode
  /** Why it cannot be chosen: "Already given". */
  reason?: string | undefined
}

export interface PickRequest<Item, Key extends QueryKey, E extends Endpoint> {
  title: string | SentencePart[]
  intro?: ReactNode
  /** The label of the search box. */
  search: string
  /** Asks the server, for what is typed. */
  source: (query: { limit: number; q?: string }) => UseQueryOptions<Page<Item>, Error, Page<Item>, Key>
  /** How a found thing is offered; null leaves it out. */
  option: (item: Item) => PickOption | null
  /** Stands before what is found, such as "Top level". */
  first?: PickOption[]
  /** Several may be chosen; each is a change of its own. */
  several?: boolean
  /** The change that choosing one of them makes. */
  endpoint: E
  input: (id: string, version: number | undefined) => Input<E>
  /** Of the thing that is changed, where the change needs it. */
  version?: number
  /** Names of things that the change mentions by id only; those that can be chosen are known. */
  names?: KnownNames
  /** The verb on the button: "Add 2 roles". */
  applyLabel: (chosen: number) => string
  /** Why the button waits while nothing is chosen. */
  nothingChosen: string
  /** The notice afterwards. */
  done: (chosen: PickOption[]) => ReactNode
  onDone?: () => void | Promise<unknown>
}

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
