import { Fragment } from 'react'
import { Link } from 'react-router'
import { Named } from './named'
import classes from './path-names.module.css'

export interface PathPart {
  id: string
  name: string
}

/** Where a thing lies, from the top: `Engineering › Platform`. Each name is a link where `to` says whither. */
export const PathNames = ({ path, to }: { path: PathPart[]; to?: (part: PathPart) => string }) => (
  <span className={classes.path}>
    {path.map((part, index) => (
      <Fragment key={part.id}>
        {index > 0 && <span aria-hidden="true"> › </span>}
        {/* Read aloud a comma is heard as the step that the arrow shows. */}
        {index > 0 && <span className="visually-hidden">, </span>}
        {to ? (
          <Link to={to(part)} className={classes.part}>
            <Named>{part.name}</Named>
          </Link>
        ) : (
          <span className={classes.part}>
            <Named>{part.name}</Named>
          </span>
        )}
      </Fragment>
    ))}
  </span>
)
