import { Link } from 'react-router'
import type { Realm } from '#contract/realms'
import { paths } from '../../paths'
import { type Icon } from '../../ui/icons'
import { ClockIcon, PhoneOffIcon, GainedIcon, LostIcon } from '../../ui/rare-icons'
import { may, useMe } from '../me/me.queries'
import { playbooksText as text } from '../playbooks/playbooks.text'
import classes from './realm-page.module.css'

/** What people mostly come for, by what has happened. Whoever may not do it is told so there, and what it takes. */
export function PlaybookLinks({ realm: { name, accountId } }: { realm: Realm }) {
  const me = useMe()
  if (!may(me, 'identity:read', { accountId, realm: name })) return null
  const playbooks: { to: string; icon: Icon; title: string; text: string }[] = [
    { to: paths.someoneJoined(name), icon: GainedIcon, ...text.joined },
    { to: paths.someoneLeft(name), icon: LostIcon, ...text.left },
    { to: paths.lostPhone(name), icon: PhoneOffIcon, ...text.lostPhone },
    { to: paths.accessForAWhile(name), icon: ClockIcon, ...text.access },
  ]
  return (
    <section className={classes.playbooks} aria-labelledby="playbooks">
      <h2 id="playbooks" className={classes.heading}>
        {text.title}
      </h2>
      <ul className={classes.cards}>
        {playbooks.map(({ to, icon: Shape, title, text: words }) => (
          <li key={to} className={classes.card}>
            <Shape size={20} />
            <Link to={to} className={classes.actionLink}>
              {title}
            </Link>
            <p>{words}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
