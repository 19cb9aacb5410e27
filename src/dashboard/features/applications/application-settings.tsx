import type { Application, OidcSettings, SamlSettings } from '#contract/applications'
import { type Detail, DetailList } from '../../ui/detail-list'
import { Named } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { Section } from '../../ui/section'
import { applicationsText } from './applications.text'
import classes from './application-settings.module.css'

const text = applicationsText.settings
const labels = applicationsText.conflict

/** The settings of the protocol that an application speaks, in words. */
export const ApplicationSettings = ({ application: { protocol, oidc, saml } }: { application: Application }) => (
  <Section title={text.title(protocol)}>
    <div className={classes.settings}>
      <Remark tone="calm">{text.note}</Remark>
      <DetailList details={protocol === 'saml' ? samlDetails(saml) : oidcDetails(oidc)} />
    </div>
  </Section>
)

const address = (label: string, value: string): Detail => ({
  label,
  values: value ? [<Named key="it">{value}</Named>] : [],
  none: text.notGiven,
})
const addresses = (label: string, values: string[], none: string): Detail => ({
  label,
  values: values.map((value) => <Named key={value}>{value}</Named>),
  none,
})

/** The names of what is switched on. */
const switches = (label: string, on: [boolean, string][], none: string): Detail => ({
  label,
  values: on.filter(([yes]) => yes).map(([, name]) => name),
  none,
})

const oidcDetails = (oidc: OidcSettings): Detail[] => [
  { label: labels.accessType, values: [text.accessType(oidc)] },
  address(labels.rootUrl, oidc.rootUrl),
  ...(oidc.accessType === 'bearer-only'
    ? []
    : [
        address(labels.baseUrl, oidc.baseUrl),
        addresses(labels.redirectUris, oidc.redirectUris, text.noRedirectUris),
        addresses(labels.allowedOrigins, oidc.allowedOrigins, text.noOrigins),
        switches(
          text.flows,
          [
            [oidc.standardFlow, labels.standardFlow],
            [oidc.implicitFlow, labels.implicitFlow],
            [oidc.directAccessGrants, labels.directAccessGrants],
          ],
          text.noFlows,
        ),
      ]),
]

const samlDetails = (saml: SamlSettings): Detail[] => [
  address(labels.assertionConsumerServicePostBindingUrl, saml.assertionConsumerServicePostBindingUrl),
  address(labels.defaultEndpoint, saml.defaultEndpoint),
  address(labels.idpInitiatedSsoUrlName, saml.idpInitiatedSsoUrlName),
  { label: labels.nameIdFormat, values: [text.nameId(saml)] },
  switches(
    text.behaviour,
    [
      [saml.signDocuments, labels.signDocuments],
      [saml.signAssertions, labels.signAssertions],
      [saml.clientSignatureRequired, labels.clientSignatureRequired],
      [saml.forcePostBinding, labels.forcePostBinding],
      [saml.includeAuthnStatement, labels.includeAuthnStatement],
      [saml.includeOneTimeUseCondition, labels.includeOneTimeUseCondition],
    ],
    text.noBehaviour,
  ),
]
