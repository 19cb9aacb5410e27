import type { ReactNode } from 'react'

export interface Notice {
  message: ReactNode
  tone?: 'good' | 'bad'
  /** With it the notice has an Undo button, which takes the event back; of several, the last one first. */
  undoEventId?: string | string[] | null
  /** A further word on what comes next. */
  title?: string
}

/** Shows a notice in the corner: what has happened, in one sentence. The code for it comes when the first is shown. */
export async function notify(notice: Notice): Promise<void> {
  const host = await import('./notices-host')
  host.show(notice)
}

/** A lone action failed: what to do next, and the request id where the fault is ours. */
export async function notifyError(error: unknown): Promise<void> {
  const host = await import('./notices-host')
  host.showError(error)
}
