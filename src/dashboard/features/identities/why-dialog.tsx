import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { AccessPath, HeldRole } from '#contract/access'
import { MAX_LIMIT } from '#contract/list'
import { isBuilt } from '../../built'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { DialogActions, DialogFrame } from '../../ui/dialog-frame'
import { Named, Sentence } from '../../ui/named'
import { Problem } from '../../ui/problem'
import { RelativeTime } from '../../ui/time'
import { uiText } from '../../ui/ui.text'
import { identityQueries } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'
import { takeAway } from './take-away'
import { WaySentence } from './way-sentence'
import { type Held, plainPieces, remedyOf, sentenceOf } from './ways'
import type { WhyRequest } from './why'
import bones from '../../ui/data-table.module.css'
import classes from './why.module.css'

const text = identitiesText.why

interface WhyDialogProps {
  request: WhyRequest
  onGone: () => void
}

export function WhyDialog({ request, onGone }: WhyDialogProps) {
  const { realm, person, role, application } = request
  // Esc belongs to the review that lies on top.
  const [reviewing, setReviewing] = useState(false)
  const name = nameOf(person)
  const query = role ? { roleId: role.id } : application ? { applicationId: application.id } : {}
  const { data, error, refetch } = useQuery({ ...identityQueries.access(realm, person.id, query), staleTime: 0 })
  const items = data?.items.filter((item) => !role || item.role.id === role.id)
  const what = role?.name ?? application?.name ?? ''
  const title = role ? text.title(name, what) : identitiesText.whyApplication.title(name, what)
  const [only] = items ?? []
  return (
    <DialogFrame title={<Sentence parts={title} />} size="lg" onGone={onGone} busy={reviewing}>
      {(close) => (
        <>
          {error && !data ? (
            <Problem
              error={error}
              actions={
                <Button size="xs" onClick={() => void refetch()}>
                  {uiText.tryAgain}
                </Button>
              }
            />
          ) : !items ? (
            <output aria-label={uiText.loading(text.list)}>
              {['70%', '45%', '60%'].map((width) => (
                <span key={width} className={bones.bone} style={{ inlineSize: width, marginBlock: '0.7rem' }} />
              ))}
            </output>
          ) : items.length === 0 ? (
            <p role="status">
              <Sentence parts={text.notHeld(name, what)} />
            </p>
          ) : role && only ? (
            <>
              <p>{text.intro(only.paths.length)}</p>
              <Ways request={request} item={only} onReviewing={setReviewing} />
            </>
          ) : (
            <>
              <p>{identitiesText.whyApplication.intro}</p>
              {items.map((item) => (
                <section key={item.role.id} className={classes.role} aria-label={item.role.name}>
                  <h3>
                    <Named>{item.role.name}</Named>
                  </h3>
                  <Ways request={request} item={item} onReviewing={setReviewing} />
                </section>
              ))}
            </>
          )}
          <DialogActions>
            <Button onClick={close} data-autofocus>
              {uiText.close}
            </Button>
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}

interface WaysProps {
  request: WhyRequest
  item: HeldRole
  onReviewing: (reviewing: boolean) => void
}

/** The ways to one role, the shortest first. */
function Ways({ request: { realm, person, missing }, item, onReviewing }: WaysProps) {
  const { role, paths: ways, complete } = item
  const requested = useRequested(realm, person.id, ways)
  const held: Held = { person: nameOf(person), email: person.email, role, requested }
  const take = async (path: AccessPath) => {
    const remedy = remedyOf(path)
    if (!remedy) return
    onReviewing(true)
    await takeAway({ realm, person, role, held: item }, remedy)
    onReviewing(false)
  }
  return (
    <>
      <ol className={classes.ways} aria-label={text.list}>
        {ways.map((path) => (
          <li key={JSON.stringify(path.steps)} className={classes.way}>
            <div>
              <WaySentence realm={realm} path={path} held={held} />{' '}
              {path.endsAt && (
                <Badge tone="warning">
                  {text.ends}
                  <RelativeTime at={path.endsAt} focusable={false} />
                </Badge>
              )}
              <Elsewhere realm={realm} path={path} />
            </div>
            {remedyOf(path) && (
              <Button size="xs" disabledReason={missing} onClick={() => void take(path)}>
                {text.take}
                <span className="visually-hidden">{text.takeOf(plainPieces(sentenceOf(path, held)))}</span>
              </Button>
            )}
          </li>
        ))}
      </ol>
      {!complete && <p className={classes.quiet}>{text.incomplete}</p>}
    </>
  )
}

/** What cannot be taken from one person, and where it is changed for all. */
function Elsewhere({ realm, path: { steps } }: { realm: string; path: AccessPath }) {
  const [begin] = steps
  if (begin?.kind === 'everyone') {
    return (
      <p className={classes.quiet}>
        {text.everyone}
        <Link to={paths.role(realm, begin.id)}>{text.everyoneLink}</Link>
      </p>
    )
  }
  if (begin?.kind !== 'emailDomain') return null
  return (
    <p className={classes.quiet}>
      {text.emailDomain}
      {hasSettings && <Link to={paths.realmSettings(realm)}>{text.emailDomainLink}</Link>}
    </p>
  )
}

const hasSettings = isBuilt('realms/:realm/settings')

/** The groups that an approved request has opened for a while, where a path begins with such a membership. */
function useRequested(realm: string, identityId: string, ways: AccessPath[]): ReadonlySet<string> {
  const { data } = useQuery({
    ...identityQueries.groups(realm, identityId, { limit: MAX_LIMIT }),
    enabled: ways.some(({ steps }) => steps[0]?.kind === 'request'),
  })
  return new Set(data?.items.flatMap(({ id, requestId }) => (requestId ? [id] : [])))
}
