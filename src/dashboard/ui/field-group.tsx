import type { ReactNode } from 'react'
import classes from './field-group.module.css'

interface FieldGroupProps {
  title: string
  description?: ReactNode
  /** Close together, as checkboxes want to stand. */
  dense?: boolean
  children: ReactNode
}

/** Fields of a form that belong together, under a name of their own. */
export const FieldGroup = ({ title, description, dense, children }: FieldGroupProps) => (
  <fieldset className={classes.group}>
    <legend className={classes.legend}>{title}</legend>
    {description && <p className={classes.description}>{description}</p>}
    <div className={classes.fields} data-dense={dense}>
      {children}
    </div>
  </fieldset>
)
