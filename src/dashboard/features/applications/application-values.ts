import { zodResolver } from '@hookform/resolvers/zod'
import type { Resolver } from 'react-hook-form'
import * as z from 'zod/mini'
import {
  type Application,
  type ApplicationInput,
  ClientId,
  OIDC_DEFAULTS,
  OidcInput,
  type OidcSettings,
  SAML_DEFAULTS,
  SamlInput,
  type SamlSettings,
} from '#contract/applications'
import { Description, Name } from '#contract/primitives'

// What is on screen depends on the protocol and, of OpenID Connect, on the kind of application. What is not on screen is
// neither checked nor sent: nobody could see what is wrong with it.

const basics = { name: Name, clientId: ClientId, description: Description }
const oidc = z.required(OidcInput).shape
const ofOidc = { ...basics, protocol: z.literal('openid-connect') }

const OidcForm = z.object({ ...ofOidc, ...oidc })
const BearerForm = z.object({ ...ofOidc, accessType: z.literal('bearer-only'), rootUrl: oidc.rootUrl })
const SamlForm = z.object({ ...basics, protocol: z.literal('saml'), ...z.required(SamlInput).shape })

/** All fields, on screen or not. */
export type ApplicationValues = Pick<Application, 'name' | 'clientId' | 'description' | 'protocol'> &
  OidcSettings &
  SamlSettings
/** Those that were on screen. */
export type ApplicationOutput = z.output<typeof OidcForm> | z.output<typeof BearerForm> | z.output<typeof SamlForm>

export const resolver: Resolver<ApplicationValues, unknown, ApplicationOutput> = (values, context, options) => {
  const form = values.protocol === 'saml' ? SamlForm : values.accessType === 'bearer-only' ? BearerForm : OidcForm
  // Each form reads some of the values and speaks of these alone.
  return (zodResolver(form) as unknown as Resolver<ApplicationValues, unknown, ApplicationOutput>)(
    values,
    context,
    options,
  )
}

export const emptyValues: ApplicationValues = {
  name: '',
  clientId: '',
  description: '',
  protocol: 'openid-connect',
  ...OIDC_DEFAULTS,
  ...SAML_DEFAULTS,
}

export const valuesOf = (application: Application): ApplicationValues => ({
  name: application.name,
  clientId: application.clientId,
  description: application.description,
  protocol: application.protocol,
  ...application.oidc,
  ...application.saml,
})

export function bodyOf(values: ApplicationOutput): ApplicationInput {
  if (values.protocol === 'saml') {
    const { name, clientId, description, protocol, ...saml } = values
    return { name, clientId, description, protocol, saml }
  }
  const { name, clientId, description, protocol, ...given } = values
  return { name, clientId, description, protocol, oidc: given }
}
