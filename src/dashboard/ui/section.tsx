import { type ReactNode, useId } from 'react'
import classes from './section.module.css'

interface SectionProps {
  title: string
  /** How many there are. */
  count?: string | undefined
  description?: ReactNode
  actions?: ReactNode
  /** A name for the address of the page, to lead straight here. */
  anchor?: string | undefined
  children: ReactNode
}

/** A part of a page under a heading of its own. */
export function Section({ title, count, description, actions, anchor, children }: SectionProps) {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={id} {...(anchor && { id: anchor })}>
      <header className={classes.header}>
        <div className={classes.words}>
          <h2 id={id} className={classes.title}>
            {title}
            {count !== undefined && <span className={classes.count}>{count}</span>}
          </h2>
          {description && <div className={classes.description}>{description}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
