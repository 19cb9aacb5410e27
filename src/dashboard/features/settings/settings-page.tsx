import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, Outlet, useParams } from 'react-router'
import { type RealmSettings, SETTINGS_DEFAULTS } from '#contract/settings'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { LinkButton } from '../../ui/button'
import { EditIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { Section } from '../../ui/section'
import { may, useMe, useMissing } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { realmsText } from '../realms/realms.text'
import { DomainRoles } from './domain-roles'
import { EditSection, type Setting, SettingList } from './setting-list'
import { settingsQueries } from './settings.queries'
import { durationText, settingsText } from './settings.text'
import { SignInSettings } from './sign-in-settings'
import classes from './setting-list.module.css'

export const loader = ({ params: { realm = '' } }: LoaderFunctionArgs) =>
  Promise.all([ensure(settingsQueries.get(realm)), ensure(realmQueries.get(realm))])

export function Page() {
  const { realm = '' } = useParams()
  const { data } = useSuspenseQuery(settingsQueries.get(realm))
  const { data: detail } = useSuspenseQuery(realmQueries.get(realm))
  return (
    <>
      <PageHeader
        title={settingsText.title}
        description={settingsText.description}
        trail={[
          { name: realmsText.title, to: paths.realms() },
          { name: detail.displayName, to: paths.realm(realm) },
        ]}
      />
      <About realm={realm} data={data} />
      <Joining realm={realm} data={data} />
      <Approvals realm={realm} data={data} />
      <DomainRoles realm={realm} data={data} />
      <SignInSettings realm={realm} data={data} />
      <Developers realm={realm} data={data} />
      <Outlet />
    </>
  )
}

interface Props {
  realm: string
  data: RealmSettings
}

const has = (data: RealmSettings, key: RealmSettings['own'][number]) => data.own.includes(key)

function About({ realm, data }: Props) {
  const { data: detail } = useSuspenseQuery(realmQueries.get(realm))
  const cannotEdit = useMissing('realm:write', { realm })
  const text = settingsText.about
  return (
    <Section
      title={text.title}
      description={text.description}
      actions={
        <>
          <LinkButton to={paths.editRealm(realm)} size="xs" icon={EditIcon} disabledReason={cannotEdit}>
            {text.editWords}
          </LinkButton>
          <EditSection realm={realm} section="logo" title={text.logo} />
        </>
      }
    >
      <SettingList
        realm={realm}
        data={data}
        items={[
          { label: text.displayName, value: <Named>{detail.displayName}</Named>, text: text.displayNameText },
          {
            label: text.purpose,
            value: detail.description ? <Named>{detail.description}</Named> : text.noPurpose,
            text: text.purposeText,
          },
          {
            label: text.logo,
            value: data.values.logo ? (
              <img className={classes.picture} src={data.values.logo} alt={text.logoOf(detail.displayName)} />
            ) : (
              text.noLogo
            ),
            text: text.logoText,
            own: has(data, 'logo'),
            reset: { logo: null },
          },
        ]}
      />
    </Section>
  )
}

function Joining({ realm, data }: Props) {
  const me = useMe()
  const text = settingsText.joining
  const { joining, emailUnique } = data.values
  const usual = SETTINGS_DEFAULTS.joining
  const invites = joining.who === 'nobody' ? 'nobody' : joining.invites
  const items: Setting[] = [
    {
      label: text.invites,
      value: text.invitesWords[invites],
      text: text.invitesText[invites],
      own: invites !== usual.invites,
      reset: { joining: { invites: usual.invites, who: joining.who === 'domains' ? 'domains' : usual.who } },
      link: may(me, 'identity:read', { realm }) && {
        to: `${paths.identities(realm)}?status=invited`,
        label: text.invited,
      },
    },
    {
      label: text.domains,
      value:
        joining.domains.length === 0
          ? text.noDomains
          : joining.domains.map((domain) => <div key={domain}>{domain}</div>),
      text: text.domainsText,
      own: joining.domains.length > 0,
      reset: { joining: { domains: [] } },
    },
    {
      label: text.unique,
      value: emailUnique ? settingsText.yes : settingsText.no,
      text: text.uniqueText[emailUnique ? 'yes' : 'no'],
      own: has(data, 'emailUnique'),
      reset: { emailUnique: null },
    },
  ]
  return (
    <Section
      title={text.title}
      description={text.description}
      actions={<EditSection realm={realm} section="joining" title={text.title} />}
    >
      <SettingList realm={realm} data={data} items={items} />
    </Section>
  )
}

function Approvals({ realm, data }: Props) {
  const text = settingsText.approvals
  const { approvals } = data.values
  const usual = SETTINGS_DEFAULTS.approvals
  const part = (key: keyof typeof approvals) => ({
    own: approvals[key] !== usual[key],
    reset: { approvals: { [key]: usual[key] } },
  })
  return (
    <Section
      title={text.title}
      description={text.description}
      actions={<EditSection realm={realm} section="approvals" title={text.title} />}
    >
      <SettingList
        realm={realm}
        data={data}
        items={[
          {
            label: text.enabled,
            value: approvals.enabled ? text.on : text.off,
            text: text.enabledText[approvals.enabled ? 'on' : 'off'],
            ...part('enabled'),
          },
          {
            label: text.approvals,
            value: text.approvalsWords(approvals.defaultApprovals),
            text: text.approvalsText,
            ...part('defaultApprovals'),
          },
          {
            label: text.duration,
            value: durationText(approvals.defaultDurationSeconds),
            text: text.durationText,
            ...part('defaultDurationSeconds'),
          },
          {
            label: text.expires,
            value: durationText(approvals.requestExpiresAfterSeconds),
            text: text.expiresText,
            ...part('requestExpiresAfterSeconds'),
          },
        ]}
      />
    </Section>
  )
}

function Developers({ realm, data }: Props) {
  const text = settingsText.developers
  const { externalId, trustedMetadata } = data.values
  const entries = Object.keys(trustedMetadata).length
  return (
    <Section
      title={text.title}
      description={
        <>
          {text.description} <a href="/api/docs">{text.api}</a>
        </>
      }
      actions={<EditSection realm={realm} section="developers" title={text.title} />}
    >
      <SettingList
        realm={realm}
        data={data}
        items={[
          {
            label: text.externalId,
            value: externalId ? <Named>{externalId}</Named> : text.noExternalId,
            text: text.externalIdText,
            own: has(data, 'externalId'),
            reset: { externalId: null },
          },
          {
            label: text.metadata,
            value: entries > 0 ? text.metadataWords(entries) : text.noMetadata,
            text: text.metadataText,
            own: has(data, 'trustedMetadata'),
            reset: { trustedMetadata: null },
          },
        ]}
      />
    </Section>
  )
}
