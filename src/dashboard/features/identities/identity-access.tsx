import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { Link } from 'react-router'
import type { HeldRole } from '#contract/access'
import type { Identity } from '#contract/identities'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import { nameLink, text as textColumn } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { SearchIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { PlainTable } from '../../ui/plain-table'
import { Problem } from '../../ui/problem'
import { Section } from '../../ui/section'
import { count, uiText } from '../../ui/ui.text'
import { identityQueries } from './identities.queries'
import { identitiesText } from './identities.text'
import { ShortWay } from './way-sentence'
import { why } from './why'
import classes from './identity-access.module.css'

const text = identitiesText.access

interface EffectiveAccessProps {
  realm: string
  person: Identity
  missing: string | undefined
}

/** So many roles of one application stand there at once; nobody reads more without searching. */
const SHOWN = 12
const FEW = 8
const plain = (words: string): string => words.normalize('NFKC').toLowerCase()

/** Everything somebody may do, by realm and application, each with its reasons. */
export function EffectiveAccess({ realm, person, missing }: EffectiveAccessProps) {
  const { data, error, refetch, isFetching } = useQuery(identityQueries.access(realm, person.id))
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(plain(typed.trim()))
  const items = data?.items ?? []
  const found = items.filter(({ role }) =>
    [role.name, role.description, role.application ?? ''].some((words) => plain(words).includes(q)),
  )
  return (
    <Section
      title={text.title}
      anchor="access"
      description={text.text}
      count={data && q === '' ? count(items.length) : undefined}
    >
      {error && !data ? (
        <Problem
          error={error}
          title={uiText.couldNotLoad(text.title)}
          actions={
            <Button size="xs" loading={isFetching} onClick={() => void refetch()}>
              {uiText.tryAgain}
            </Button>
          }
        />
      ) : data && items.length === 0 ? (
        <p className={classes.empty}>{person.status === 'suspended' ? text.noneSuspended : text.none}</p>
      ) : (
        <div className={classes.parts}>
          {items.length > FEW && (
            <div className={classes.search}>
              <TextInput
                type="search"
                size="sm"
                aria-label={text.search}
                placeholder={text.search}
                value={typed}
                maxLength={200}
                leftSection={<SearchIcon size={16} />}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            </div>
          )}
          <p role="status" className={found.length === 0 && data ? classes.empty : 'visually-hidden'}>
            {data && (found.length === 0 ? text.nothingFound(typed.trim()) : text.found(found.length))}
          </p>
          {data ? (
            byOwner(found).map(({ key, application, roles }) => (
              <Part
                key={key}
                realm={realm}
                application={application}
                roles={roles}
                columns={columns(realm, person, missing)}
              />
            ))
          ) : (
            <PlainTable
              label={text.title}
              columns={columns(realm, person, missing)}
              items={undefined}
              rowKey={roleKey}
            />
          )}
        </div>
      )}
    </Section>
  )
}

const roleKey = ({ role }: HeldRole): string => role.id

interface PartProps {
  realm: string
  application: { id: string; name: string } | null
  roles: HeldRole[]
  columns: Column<HeldRole>[]
}

/** The roles of the realm itself, or of one application. */
function Part({ realm, application, roles, columns: own }: PartProps) {
  const [all, setAll] = useState(false)
  const shown = all ? roles : roles.slice(0, SHOWN)
  const label = application?.name ?? text.ofRealm
  return (
    <div>
      <h3 className={classes.owner}>
        {application ? (
          <Link to={paths.application(realm, application.id)}>
            <Named>{label}</Named>
          </Link>
        ) : (
          label
        )}
        <span className={classes.count}>{count(roles.length)}</span>
      </h3>
      <PlainTable label={label} columns={own} items={shown} rowKey={roleKey} />
      {shown.length < roles.length && (
        <Button size="xs" kind="quiet" onClick={() => setAll(true)}>
          {text.showAll(roles.length)}
        </Button>
      )}
    </div>
  )
}

/** The realm's own roles first, then application by application. */
function byOwner(items: HeldRole[]) {
  const parts = new Map<string, { key: string; application: PartProps['application']; roles: HeldRole[] }>()
  for (const item of items) {
    const { applicationId, application = '' } = item.role
    const key = applicationId ?? ''
    const part = parts.get(key)
    if (part) part.roles.push(item)
    else
      parts.set(key, {
        key,
        application: applicationId ? { id: applicationId, name: application } : null,
        roles: [item],
      })
  }
  const compare = new Intl.Collator('en').compare
  return [...parts.values()].sort((a, b) => compare(a.application?.name ?? '', b.application?.name ?? ''))
}

const columns = (realm: string, person: Identity, missing: string | undefined): Column<HeldRole>[] => [
  nameLink({ header: text.role, name: ({ role }) => role.name, to: ({ role }) => paths.role(realm, role.id) }),
  textColumn({ header: text.description, text: ({ role }) => role.description }),
  {
    header: text.how,
    width: '34%',
    cell: (item) => <ShortWay realm={realm} paths={item.paths} complete={item.complete} />,
  },
  {
    header: text.why,
    width: '6rem',
    cell: ({ role }) => (
      <span>
        <Button size="xs" onClick={() => void why({ realm, person, role, missing })}>
          {text.why}
          <span className="visually-hidden">
            {' '}
            <Named>{role.name}</Named>
          </span>
        </Button>
      </span>
    ),
  },
]
