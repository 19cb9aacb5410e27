import { Link } from 'react-router'
import type { AccessRequest } from '#contract/access-requests'
import type { Identity } from '#contract/identities'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { LinkButton } from '../../ui/button'
import { text as textColumn, time } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { PlusIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { SectionList } from '../../ui/section-list'
import { requestQueries } from '../requests/requests.queries'
import { requestsText } from '../requests/requests.text'
import { identitiesText } from './identities.text'

const text = identitiesText.requests

interface IdentityRequestsProps {
  realm: string
  person: Identity
  /** Why this person may not ask. */
  missing: string | undefined
}

/** What somebody asked for, or others on their behalf: groups that need approval. */
export const IdentityRequests = ({ realm, person, missing }: IdentityRequestsProps) => (
  <SectionList
    title={text.title}
    anchor="requests"
    description={text.text}
    actions={
      <LinkButton to={paths.newAccessRequest(realm, person.id)} size="xs" icon={PlusIcon} disabledReason={missing}>
        {requestsText.create}
      </LinkButton>
    }
    source={(place) => requestQueries.list(realm, { ...place, identityId: person.id })}
    columns={columns(realm)}
    rowKey={({ id }) => id}
    rowName={({ group }) => group.name}
    search={requestsText.search}
    empty={text.none}
  />
)

const columns = (realm: string): Column<AccessRequest>[] => [
  {
    header: requestsText.columns.group,
    width: '34%',
    cell: ({ id, group }) => (
      <Link to={paths.accessRequest(realm, id)}>
        <Named>{group.name}</Named>
      </Link>
    ),
  },
  textColumn({ header: requestsText.columns.reason, text: ({ reason }) => reason }),
  {
    header: requestsText.columns.state,
    width: '8rem',
    cell: ({ status }) => (
      <Badge {...(requestsText.tones[status] && { tone: requestsText.tones[status] })}>
        {requestsText.status[status]}
      </Badge>
    ),
  },
  time({ header: requestsText.columns.asked, at: ({ createdAt }) => createdAt }),
]
