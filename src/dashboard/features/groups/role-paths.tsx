import { Fragment } from 'react'
import { Link } from 'react-router'
import type { GroupRole } from '#contract/groups'
import { paths } from '../../paths'
import { Named } from '../../ui/named'
import { groupsText } from './groups.text'
import classes from './role-paths.module.css'

type Path = GroupRole['through'][number]

const text = groupsText.roles

/** Every way a role comes to a group, in words: "through Engineering, contained in manager". */
export const RolePaths = ({ realm, role }: { realm: string; role: GroupRole }) => (
  <ul className={classes.paths}>
    {role.direct && <li>{text.alreadyDirect}</li>}
    {role.through.map((path) => (
      <li key={path.map(({ id }) => id).join()}>
        <Words realm={realm} path={path} />
      </li>
    ))}
  </ul>
)

/** Of the groups only the one that gives it is named: those between lie on the way to it. */
function Words({ realm, path }: { realm: string; path: Path }) {
  const giver = path.findLast(({ kind }) => kind === 'group')
  // From the role outwards, as one says it: in the inner one, which is in the outer one.
  const containers = path.filter(({ kind }) => kind === 'role').toReversed()
  return (
    <>
      {containers.map(({ id, name }, index) => (
        <Fragment key={id}>
          {index === 0 ? text.containedIn : text.which}
          <Link to={paths.role(realm, id)}>
            <Named>{name}</Named>
          </Link>
        </Fragment>
      ))}
      {giver && (
        <>
          {containers.length > 0 && text.from}
          {text.through}
          <Link to={paths.group(realm, giver.id)}>
            <Named>{giver.name}</Named>
          </Link>
        </>
      )}
    </>
  )
}
