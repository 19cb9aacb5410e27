import { type Control, useWatch } from 'react-hook-form'
import { CheckboxField } from '../../ui/checkbox-field'
import { ChoiceField } from '../../ui/choice-field'
import { FieldGroup } from '../../ui/field-group'
import { SelectField, TextAreaField, TextField } from '../../ui/fields'
import { ListField } from '../../ui/list-field'
import type { ApplicationOutput, ApplicationValues } from './application-values'
import { applicationsText } from './applications.text'

interface FieldsProps {
  control: Control<ApplicationValues, unknown, ApplicationOutput>
}

const text = applicationsText.form

/** Everything that can be said of an application; its settings as its protocol has them. */
export function ApplicationFields({ control, fixedClientId }: FieldsProps & { fixedClientId?: boolean }) {
  const protocol = useWatch({ control, name: 'protocol' })
  return (
    <>
      <TextField control={control} name="name" label={text.name} description={text.nameHint} />
      <TextField
        control={control}
        name="clientId"
        label={text.clientId}
        description={fixedClientId ? text.clientIdFixed : text.clientIdHint}
        placeholder={text.clientIdExample}
        technical
        {...(fixedClientId && { readOnly: true })}
      />
      <TextAreaField
        control={control}
        name="description"
        label={text.description}
        description={text.descriptionHint}
        rows={2}
      />
      <ChoiceField
        control={control}
        name="protocol"
        label={text.protocol}
        choices={(['openid-connect', 'saml'] as const).map((value) => ({
          value,
          label: applicationsText.protocols[value],
          description: text.protocolHints[value],
        }))}
      />
      {protocol === 'saml' ? <SamlFields control={control} /> : <OidcFields control={control} />}
    </>
  )
}

function OidcFields({ control }: FieldsProps) {
  const accessType = useWatch({ control, name: 'accessType' })
  const signsIn = accessType !== 'bearer-only'
  return (
    <FieldGroup title={text.oidc} description={applicationsText.settings.note}>
      <ChoiceField
        control={control}
        name="accessType"
        label={text.accessType}
        choices={(['public', 'confidential', 'bearer-only'] as const).map((value) => ({
          value,
          ...text.accessTypes[value],
        }))}
      />
      <TextField
        control={control}
        name="rootUrl"
        label={text.rootUrl}
        description={text.rootUrlHint}
        placeholder={text.addressExample}
        type="url"
        technical
      />
      {signsIn && (
        <>
          <TextField
            control={control}
            name="baseUrl"
            label={text.baseUrl}
            description={text.baseUrlHint}
            placeholder={text.baseUrlExample}
            type="url"
            technical
          />
          <ListField
            control={control}
            name="redirectUris"
            label={text.redirectUris}
            description={text.redirectUrisHint}
            entry={text.redirectUri}
            add={text.addRedirectUri}
            placeholder={text.redirectUriExample}
          />
          <ListField
            control={control}
            name="allowedOrigins"
            label={text.allowedOrigins}
            description={text.allowedOriginsHint}
            entry={text.allowedOrigin}
            add={text.addAllowedOrigin}
            placeholder={text.allowedOriginExample}
          />
          <FieldGroup title={text.flows} dense>
            <CheckboxField
              control={control}
              name="standardFlow"
              label={text.standardFlow}
              description={text.standardFlowHint}
            />
            <CheckboxField
              control={control}
              name="implicitFlow"
              label={text.implicitFlow}
              description={text.implicitFlowHint}
            />
            <CheckboxField
              control={control}
              name="directAccessGrants"
              label={text.directAccessGrants}
              description={text.directAccessGrantsHint}
            />
          </FieldGroup>
        </>
      )}
    </FieldGroup>
  )
}

const SamlFields = ({ control }: FieldsProps) => (
  <FieldGroup title={text.saml} description={applicationsText.settings.note}>
    <TextField
      control={control}
      name="assertionConsumerServicePostBindingUrl"
      label={text.assertionConsumerServicePostBindingUrl}
      description={text.acsHint}
      placeholder={text.acsExample}
      type="url"
      technical
    />
    <TextField
      control={control}
      name="defaultEndpoint"
      label={text.defaultEndpoint}
      description={text.defaultEndpointHint}
      placeholder={text.defaultEndpointExample}
      type="url"
      technical
    />
    <TextField
      control={control}
      name="idpInitiatedSsoUrlName"
      label={text.idpInitiatedSsoUrlName}
      description={text.idpInitiatedSsoUrlNameHint}
      placeholder={text.idpInitiatedSsoUrlNameExample}
      technical
    />
    <SelectField
      control={control}
      name="nameIdFormat"
      label={text.nameIdFormat}
      description={text.nameIdHint}
      options={(['username', 'email', 'persistent', 'transient'] as const).map((value) => ({
        value,
        label: text.nameIds[value],
      }))}
    />
    <CheckboxField
      control={control}
      name="forceNameIdFormat"
      label={text.forceNameIdFormat}
      description={text.forceNameIdFormatHint}
    />
    <FieldGroup title={text.answers} dense>
      <CheckboxField control={control} name="signDocuments" label={text.signDocuments} />
      <CheckboxField control={control} name="signAssertions" label={text.signAssertions} />
      <CheckboxField control={control} name="clientSignatureRequired" label={text.clientSignatureRequired} />
      <CheckboxField control={control} name="forcePostBinding" label={text.forcePostBinding} />
      <CheckboxField control={control} name="includeAuthnStatement" label={text.includeAuthnStatement} />
      <CheckboxField control={control} name="includeOneTimeUseCondition" label={text.includeOneTimeUseCondition} />
    </FieldGroup>
  </FieldGroup>
)
