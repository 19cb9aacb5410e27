import { zodResolver } from '@hookform/resolvers/zod'
import { useForm, useWatch } from 'react-hook-form'
import { useParams } from 'react-router'
import * as z from 'zod/mini'
import {
  type SecondStep,
  secondSteps,
  type SettingsPatch,
  type SettingsValues,
  signInMethods,
  type SignInMethod,
} from '#contract/settings'
import { CheckboxField } from '../../ui/checkbox-field'
import { ChoiceField } from '../../ui/choice-field'
import { FieldGroup } from '../../ui/field-group'
import { SelectField, TextField } from '../../ui/fields'
import { dayOf, startOf } from './days'
import { durationOptions, numberOptions } from './duration-options'
import { askForSecondStep } from './require-second-step'
import { SettingsPanel, settingsLoader, useSettings } from './settings-panel'
import { durations, durationText, secondStepWords, settingsText, signInWords } from './settings.text'

export const loader = settingsLoader

const text = settingsText.signIn
const Chosen = z.string().check(z.minLength(1))

/** What is chosen from a list is text there, and what is allowed one checkbox each. */
const Form = z.object({
  mode: z.enum(['all', 'restricted']),
  ways: z.record(z.enum(signInMethods), z.boolean()),
  selfJoin: z.boolean(),
  policy: z.enum(['optional', 'required']),
  from: z.string(),
  stepMode: z.enum(['all', 'restricted']),
  steps: z.record(z.enum(secondSteps), z.boolean()),
  idle: Chosen,
  longest: Chosen,
  minLength: Chosen,
  emailLookups: z.boolean(),
  secrets: z.boolean(),
  federation: z.boolean(),
})
type Form = z.output<typeof Form>

const checked = <Name extends string>(all: readonly Name[], allowed: readonly Name[]): Record<Name, boolean> =>
  // One entry for each of the names.
  Object.fromEntries(all.map((name) => [name, allowed.includes(name)])) as Record<Name, boolean>

const toValues = (values: SettingsValues): Form => ({
  mode: values.signInMethods.mode,
  ways: checked<SignInMethod>(signInMethods, values.signInMethods.allowed),
  selfJoin: values.joining.who === 'domains',
  policy: values.twoStep.policy,
  from: values.twoStep.from ? dayOf(new Date(values.twoStep.from)) : '',
  stepMode: values.twoStep.factors.mode,
  steps: checked<SecondStep>(secondSteps, values.twoStep.factors.allowed),
  idle: String(values.session.idleSeconds),
  longest: String(values.session.maxSeconds),
  minLength: String(values.password.minLength),
  emailLookups: values.emailLookups,
  secrets: values.secrets,
  federation: values.federation,
})

const toPatch =
  ({ joining }: SettingsValues) =>
  (form: Form): SettingsPatch => ({
    signInMethods: { mode: form.mode, allowed: signInMethods.filter((way) => form.ways[way]) },
    joining: form.selfJoin
      ? { who: 'domains', invites: joining.who === 'nobody' ? 'nobody' : joining.invites }
      : joining.who !== 'domains'
        ? { who: joining.who }
        : joining.invites === 'nobody'
          ? { who: 'nobody', invites: 'all' }
          : { who: 'invited' },
    twoStep: {
      policy: form.policy,
      from: form.policy === 'required' && form.from ? startOf(form.from) : null,
      factors: { mode: form.stepMode, allowed: secondSteps.filter((step) => form.steps[step]) },
    },
    session: { idleSeconds: Number(form.idle), maxSeconds: Number(form.longest) },
    password: { minLength: Number(form.minLength) },
    emailLookups: form.emailLookups,
    secrets: form.secrets,
    federation: form.federation,
  })

export function Page() {
  const { realm = '' } = useParams()
  const { values } = useSettings(realm)
  const form = useForm({ resolver: zodResolver(Form), defaultValues: toValues(values) })
  const { control } = form
  const [mode, policy, stepMode] = useWatch({ control, name: ['mode', 'policy', 'stepMode'] })
  const ask = async (patch: SettingsPatch): Promise<SettingsPatch | null> => {
    if (values.twoStep.policy === 'required' || patch.twoStep?.policy !== 'required') return patch
    const answer = await askForSecondStep(realm, form.getValues('from'))
    return answer && { ...patch, twoStep: { ...patch.twoStep, from: answer.from } }
  }
  return (
    <SettingsPanel
      realm={realm}
      title={text.title}
      description={text.notYet}
      form={form}
      toValues={toValues}
      toPatch={toPatch(values)}
      ask={ask}
      labels={{
        mode: text.ways,
        ways: text.waysAllowed,
        selfJoin: text.selfJoin,
        policy: text.twoStep,
        from: text.from,
        stepMode: text.steps,
        steps: text.steps,
        idle: text.idle,
        longest: text.longest,
        minLength: text.password,
        emailLookups: text.lookups,
        secrets: text.secrets,
        federation: text.federation,
      }}
      words={{
        idle: (value) => durationText(Number(value)),
        longest: (value) => durationText(Number(value)),
      }}
      fields={{
        'signInMethods.allowed': 'mode',
        'joining.domains': 'selfJoin',
        'joining.who': 'selfJoin',
        'twoStep.from': 'from',
        'twoStep.factors.allowed': 'stepMode',
        'session.idleSeconds': 'idle',
        'session.maxSeconds': 'longest',
        'password.minLength': 'minLength',
      }}
    >
      <ChoiceField
        control={control}
        name="mode"
        label={text.ways}
        choices={[
          { value: 'all', label: text.allWays, description: text.allWaysText },
          { value: 'restricted', label: text.someWays, description: text.someWaysText },
        ]}
      />
      {mode === 'restricted' && (
        <FieldGroup title={text.waysAllowed} dense>
          {signInMethods.map((way) => (
            <CheckboxField key={way} control={control} name={`ways.${way}`} label={signInWords[way]} />
          ))}
        </FieldGroup>
      )}
      <CheckboxField
        control={control}
        name="selfJoin"
        label={`${text.selfJoin}: ${text.selfJoinYes.toLowerCase()}`}
        description={`${text.selfJoinText} ${text.selfJoinHint}`}
      />
      <ChoiceField
        control={control}
        name="policy"
        label={text.twoStep}
        choices={[
          { value: 'optional', label: text.optional, description: text.optionalText },
          { value: 'required', label: text.required, description: text.requiredText },
        ]}
      />
      {policy === 'required' && (
        <TextField control={control} name="from" type="date" label={text.from} description={text.fromHint} />
      )}
      <ChoiceField
        control={control}
        name="stepMode"
        label={text.steps}
        choices={[
          { value: 'all', label: text.allWays, description: text.allWaysText },
          { value: 'restricted', label: text.someWays, description: text.someWaysText },
        ]}
      />
      {stepMode === 'restricted' && (
        <FieldGroup title={text.steps} dense>
          {secondSteps.map((step) => (
            <CheckboxField key={step} control={control} name={`steps.${step}`} label={secondStepWords[step]} />
          ))}
        </FieldGroup>
      )}
      <SelectField
        control={control}
        name="idle"
        label={text.idle}
        description={text.idleText}
        options={durationOptions(durations.idle, values.session.idleSeconds)}
      />
      <SelectField
        control={control}
        name="longest"
        label={text.longest}
        description={text.longestText}
        options={durationOptions(durations.longest, values.session.maxSeconds)}
      />
      <SelectField
        control={control}
        name="minLength"
        label={text.password}
        description={text.passwordText}
        options={numberOptions([8, 10, 12, 14, 16, 20, 24, 32, 64], values.password.minLength, text.passwordWords)}
      />
      <CheckboxField control={control} name="emailLookups" label={text.lookups} description={text.lookupsText} />
      <CheckboxField control={control} name="secrets" label={text.secrets} description={text.secretsText} />
      <CheckboxField control={control} name="federation" label={text.federation} description={text.federationText} />
    </SettingsPanel>
  )
}
