import type { ReactNode } from 'react'
import { isApiError } from '../api/api-error'
import { InfoIcon, WarningIcon } from './icons'
import { uiText } from './ui.text'
import classes from './problem.module.css'

interface PanelProps {
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  tone?: 'danger' | 'warning' | 'calm'
  /** Spoken at once when it appears. Off for what has been on the page from the start. */
  alert?: boolean
}

/** A framed remark: what is the matter and what to do next. */
export function Remark({ title, children, actions, tone = 'danger', alert = false }: PanelProps) {
  return (
    <div className={classes.problem} data-tone={tone} {...(alert && { role: 'alert' })}>
      {tone === 'calm' ? <InfoIcon size={18} /> : <WarningIcon size={18} />}
      <div className={classes.body}>
        {title && <p className={classes.title}>{title}</p>}
        {children && <div>{children}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  )
}

/** What an error says to a person. */
export const messageOf = (error: unknown): string =>
  error instanceof Error && isApiError(error)
    ? error.message
    : 'Something went wrong in this page. Reload it and try again.'

/** An error in its place, with the request id where the fault is ours. */
export function Problem({ error, title, actions }: { error: unknown; title?: ReactNode; actions?: ReactNode }) {
  const requestId = isApiError(error) && error.status >= 500 ? error.requestId : null
  return (
    <Remark alert {...(title && { title })} {...(actions && { actions })}>
      <p>{messageOf(error)}</p>
      {requestId && <p className={classes.small}>{uiText.requestId(requestId)}</p>}
    </Remark>
  )
}
