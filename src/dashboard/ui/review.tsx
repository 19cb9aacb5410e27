import type { ReactNode } from 'react'
import type { Preview } from '#contract/changes'
import type { Endpoint, ResponseOf } from '#contract/endpoint'
import type { Input } from '../api/call'
import type { KnownNames } from './changes.text'
import type { SentencePart } from './named'
import { openDialog } from './open-dialog'

export interface ReviewRequest<E extends Endpoint> {
  /** A question or a verb: `['Delete the group ', { name }, '?']` */
  title: string | SentencePart[]
  /** What it means, in a sentence or two, before the details. */
  intro?: ReactNode
  endpoint: E
  /** As for `call`; with `ifMatch` of the version that the person saw. */
  input: Input<E>
  /** The verb on the button: "Delete group". */
  applyLabel: string
  danger?: boolean
  /** For the irreversible, for realms and for many: this name or number must be typed first. */
  typeName?: string | ((preview: Preview) => string | undefined)
  /** Names of things that the change mentions by id only, such as the group that another one moves into. */
  names?: KnownNames
  /** A word that goes with it, such as why; empty unless somebody types one. */
  note?: { label: string; description?: string; max: number; into: (input: Input<E>, text: string) => Input<E> }
  /** What is sent in the end says what was seen, so that the server refuses when it is otherwise by then. */
  agreed?: (input: Input<E>, preview: Preview) => Input<E>
  /** Why the button waits, by what the preview says. */
  refused?: (preview: Preview) => string | undefined
  /** Further remarks from the preview, above its details. */
  remarks?: (preview: Preview) => ReactNode
  /** The notice afterwards: "Group deleted". It has an Undo button when the server named the event. */
  done: ReactNode | ((data: ResponseOf<E>) => ReactNode)
  /** False for what nothing takes back: then the notice offers no Undo. */
  undoable?: boolean
  /** Runs after the change: refresh queries, navigate. Awaited before the dialog closes. */
  onDone?: (data: ResponseOf<E>) => void | Promise<unknown>
}

/**
 * Shows what a change would do, in sentences, and applies it on confirmation. Stays open on failure with the reason in it.
 * Resolves with true when it was applied.
 */
export async function review<E extends Endpoint>(request: ReviewRequest<E>): Promise<boolean> {
  const { ReviewDialog } = await import('./review-dialog')
  return openDialog<boolean>(
    (settle, gone) => <ReviewDialog request={request} onApplied={() => settle(true)} onGone={gone} />,
    false,
  )
}

export interface ConfirmRequest {
  title: string | SentencePart[]
  text: ReactNode
  confirmLabel: string
  danger?: boolean
  /** This name must be typed first. */
  typeName?: string
  /** The dialog waits for it, and stays open with the reason when it fails. */
  run: () => Promise<unknown>
}

/** For what has no preview. Resolves with true when it was done. */
export async function confirm(request: ConfirmRequest): Promise<boolean> {
  const { ConfirmDialog } = await import('./confirm-dialog')
  return openDialog<boolean>(
    (settle, gone) => <ConfirmDialog request={request} onConfirmed={() => settle(true)} onGone={gone} />,
    false,
  )
}
