import type { ReactNode } from 'react'
import classes from './badge.module.css'

/** A word about a thing, such as "Practice". Never the only place where something important is said. */
export const Badge = ({
  children,
  tone,
}: {
  children: ReactNode
  tone?: 'accent' | 'warning' | 'danger' | undefined
}) => (
  <span className={classes.badge} data-tone={tone}>
    {children}
  </span>
)
