import type { ReactNode } from 'react'
import type { Icon } from './icons'
import classes from './empty-state.module.css'

interface EmptyStateProps {
  icon?: Icon
  title: string
  /** What such things are for, in a sentence or two. */
  text: ReactNode
  /** The button that makes the first one. */
  action?: ReactNode
}

export function EmptyState({ icon: Shape, title, text, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {Shape && (
        <span className={classes.picture}>
          <Shape size={22} />
        </span>
      )}
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.text}>{text}</div>
      {action && <div className={classes.actions}>{action}</div>}
    </div>
  )
}
