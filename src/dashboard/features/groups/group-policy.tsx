import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { accessRequests, type GroupPolicy } from '#contract/access-requests'
import type { Group } from '#contract/groups'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import { EditIcon } from '../../ui/icons'
import { Menu } from '../../ui/menu'
import { Named, Sentence } from '../../ui/named'
import { Problem, Remark } from '../../ui/problem'
import { review } from '../../ui/review'
import { Section } from '../../ui/section'
import { uiText } from '../../ui/ui.text'
import { requestQueries } from '../requests/requests.queries'
import { refreshGroups } from './groups.queries'
import { policyText } from './policy.text'
import classes from './group-policy.module.css'

interface GroupPolicyProps {
  realm: string
  group: Group
  /** Why this person may not change it. */
  missing: string | undefined
}

/** What joining a group needs, in a sentence, and what is the matter with it. */
export function GroupPolicySection({ realm, group, missing }: GroupPolicyProps) {
  const { data, error, refetch, isFetching } = useQuery(requestQueries.policy(realm, group.id))
  const edit = paths.accessPolicy(realm, group.id)
  return (
    <Section
      title={policyText.title}
      actions={
        data &&
        (data.policy ? (
          <>
            <LinkButton to={edit} size="xs" icon={EditIcon} disabledReason={missing}>
              {policyText.change}
            </LinkButton>
            <Menu
              label={policyText.actionsFor}
              items={[
                {
                  label: policyText.requests,
                  to: `${paths.accessRequests(realm)}?status=all&groupId=${group.id}`,
                },
                {
                  label: policyText.remove.label,
                  danger: true,
                  divided: true,
                  disabledReason: missing,
                  onSelect: () => removePolicy(realm, data),
                },
              ]}
            />
          </>
        ) : (
          <LinkButton to={edit} size="xs" icon={EditIcon} disabledReason={missing}>
            {policyText.setUp}
          </LinkButton>
        ))
      }
    >
      {error && !data ? (
        <Problem
          error={error}
          title={uiText.couldNotLoad(policyText.title)}
          actions={
            <Button size="xs" loading={isFetching} onClick={() => void refetch()}>
              {uiText.tryAgain}
            </Button>
          }
        />
      ) : (
        data && <PolicyWords realm={realm} group={data} />
      )}
    </Section>
  )
}

function PolicyWords({ realm, group }: { realm: string; group: GroupPolicy }) {
  const { policy, approvers, approvalsOn } = group
  if (!policy) return <p className={classes.none}>{policyText.none}</p>
  const gone = policy.roles.filter(({ deleted }) => deleted)
  const tooFew = approvers.totalExact && approvers.total < policy.approvals
  return (
    <div className={classes.words}>
      <p>
        <Named>{policyText.sentence(policy, approvers)}</Named>
      </p>
      {!approvalsOn && (
        <Remark tone="warning" title={policyText.off}>
          {policyText.offText} <Link to={paths.realmSettings(realm)}>{policyText.settings}</Link>
        </Remark>
      )}
      {tooFew && approvalsOn && (
        <Remark tone="danger" title={policyText.tooFew}>
          {policyText.tooFewText(policy.approvals, approvers.total)}
        </Remark>
      )}
      {gone.length > 0 && (
        <Remark tone="warning">
          <Named>{policyText.gone(gone)}</Named>
        </Remark>
      )}
    </div>
  )
}

const removePolicy = (realm: string, group: GroupPolicy): void =>
  void review({
    title: policyText.remove.title(group.name),
    intro: policyText.remove.intro,
    endpoint: accessRequests.setPolicy,
    input: { params: { realm, groupId: group.id }, body: { policy: null }, ifMatch: group.version },
    names: Object.fromEntries((group.policy?.roles ?? []).map(({ id, name }) => [id, name])),
    applyLabel: policyText.remove.apply,
    danger: true,
    done: <Sentence parts={policyText.remove.done(group.name)} />,
    onDone: () => refreshGroups(realm),
  })
