import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { Named } from './named'
import { useTitle } from './title'
import classes from './page-header.module.css'

export interface Crumb {
  name: string
  to: string
}

interface PageHeaderProps {
  /** The page's one h1, and the tab's title. */
  title: string
  description?: ReactNode
  /** The way here, without this page itself. */
  trail?: Crumb[]
  badges?: ReactNode
  actions?: ReactNode
}

/** The head of every page. After navigation the focus goes to its h1. */
export function PageHeader({ title, description, trail, badges, actions }: PageHeaderProps) {
  useTitle(title)
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {trail && trail.length > 0 && (
          <nav aria-label="Breadcrumbs">
            <ol className={classes.trail}>
              {trail.map((crumb) => (
                <li key={crumb.to}>
                  <Link to={crumb.to}>
                    <Named>{crumb.name}</Named>
                  </Link>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1 className={classes.title} tabIndex={-1}>
          {/* A space, or a screen reader makes one word of the title and the badge. */}
          <Named>{title}</Named> {badges && <span className={classes.badges}>{badges}</span>}
        </h1>
        {description && <div className={classes.description}>{description}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  )
}
