import type { Identity } from '#contract/identities'
import { paths } from '../../paths'
import { LinkButton } from '../../ui/button'
import type { Column } from '../../ui/data-table'
import { InfoIcon, PeopleIcon } from '../../ui/icons'
import { SectionList } from '../../ui/section-list'
import { RelativeTime } from '../../ui/time'
import { may, useMe, useMissing } from '../me/me.queries'
import { identityQueries } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'
import { FEW_PEOPLE, personColumn } from './person-column'
import { why } from './why'

const text = identitiesText.application

interface ApplicationPeopleProps {
  realm: string
  application: { id: string; name: string }
}

/** Everyone who holds a role of an application. Stands on the application's page; nothing for who may not see people. */
export function ApplicationPeople({ realm, application }: ApplicationPeopleProps) {
  const missing = useMissing('identity:write', { realm })
  if (!may(useMe(), 'identity:read', { realm })) return null
  return (
    <SectionList
      title={text.title}
      description={text.text}
      actions={
        <LinkButton to={`${paths.identities(realm)}?applicationId=${application.id}`} size="xs">
          {text.seeAll}
        </LinkButton>
      }
      source={(place) => identityQueries.list(realm, { ...place, applicationId: application.id })}
      columns={columns(realm)}
      rowKey={({ id }) => id}
      rowName={nameOf}
      rowActions={(person) => [
        { label: identitiesText.holders.open, icon: PeopleIcon, to: paths.identity(realm, person.id) },
        { label: text.why, icon: InfoIcon, onSelect: () => void why({ realm, person, application, missing }) },
      ]}
      search={text.search}
      rows={FEW_PEOPLE}
      empty={text.none}
    />
  )
}

const columns = (realm: string): Column<Identity>[] => [
  personColumn<Identity>({ realm, header: identitiesText.columns.person, of: (person) => person }),
  {
    header: identitiesText.columns.lastSignIn,
    width: '9rem',
    cell: ({ lastSignInAt }) =>
      lastSignInAt ? <RelativeTime at={lastSignInAt} focusable={false} /> : identitiesText.never,
  },
]
