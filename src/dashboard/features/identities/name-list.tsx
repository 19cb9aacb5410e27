import { Fragment } from 'react'
import { Link } from 'react-router'
import { Named } from '../../ui/named'
import { identitiesText } from './identities.text'
import classes from './name-list.module.css'

interface NameListProps {
  names: { id: string; name: string }[]
  to: (one: { id: string; name: string }) => string
  /** How many there are besides. */
  more: number
}

/** A few names, each a link, and how many more there are. */
export const NameList = ({ names, to, more }: NameListProps) => (
  <span>
    {names.map((one, index) => (
      <Fragment key={one.id}>
        {index > 0 && ', '}
        <Link to={to(one)} className={classes.name}>
          <Named>{one.name}</Named>
        </Link>
      </Fragment>
    ))}
    {more > 0 && ` ${identitiesText.moreGroups(more)}`}
  </span>
)
