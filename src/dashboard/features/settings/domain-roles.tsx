import { Link } from 'react-router'
import { type RealmSettings, settings } from '#contract/settings'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import { BinIcon, PlusIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { review } from '../../ui/review'
import { Section } from '../../ui/section'
import { useMissing } from '../me/me.queries'
import { refreshSettings } from './settings.queries'
import { settingsText } from './settings.text'
import classes from './domain-roles.module.css'

const text = settingsText.domainRoles

/** The roles that people hold by the domain of their e-mail address. */
export function DomainRoles({ realm, data }: { realm: string; data: RealmSettings }) {
  const cannot = useMissing('settings:write', { realm })
  const given = data.values.emailDomainRoles
  return (
    <Section
      title={text.title}
      description={text.description}
      actions={
        <LinkButton
          to={paths.editRealmSettings(realm, 'domain-role')}
          size="xs"
          icon={PlusIcon}
          disabledReason={cannot}
        >
          {text.add}
        </LinkButton>
      }
    >
      {given.length === 0 ? (
        <p className={classes.none}>{text.none}</p>
      ) : (
        <ul className={classes.list} aria-label={text.title}>
          {given.map((one) => {
            const role = data.roles.find(({ id }) => id === one.roleId)
            const name = role
              ? role.application === null
                ? role.name
                : text.ofApplication(role.name, role.application)
              : text.gone
            return (
              <li key={`${one.domain} ${one.roleId}`}>
                <span className={classes.domain}>@{one.domain}</span>
                <span className={classes.role}>
                  {role && !role.deleted ? <Link to={paths.role(realm, role.id)}>{name}</Link> : <Named>{name}</Named>}
                  {role?.deleted && <span className={classes.dim}>{text.inBin}</span>}
                </span>
                <Button
                  size="xs"
                  kind="quiet"
                  icon={BinIcon}
                  disabledReason={cannot}
                  onClick={() =>
                    void review({
                      title: text.removeTitle(one.domain, name),
                      intro: text.removeIntro,
                      endpoint: settings.update,
                      input: {
                        params: { realm },
                        body: { emailDomainRoles: given.filter((other) => other !== one) },
                        ifMatch: data.version,
                      },
                      applyLabel: text.removeApply,
                      done: text.removed,
                      onDone: () => refreshSettings(realm),
                    })
                  }
                >
                  {text.removeWord}
                  <span className="visually-hidden"> {text.removeOf(one.domain, name)}</span>
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </Section>
  )
}
