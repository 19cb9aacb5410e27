import { type RealmSettings, SETTINGS_DEFAULTS } from '#contract/settings'
import { paths } from '../../paths'
import { Remark } from '../../ui/problem'
import { Section } from '../../ui/section'
import { may, useMe } from '../me/me.queries'
import { EditSection, type Setting, SettingList } from './setting-list'
import { durationText, secondStepWords, settingsText, signInWords } from './settings.text'
import classes from './sign-in-settings.module.css'

const text = settingsText.signIn
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What is kept for the day on which people sign in to the realm, and changes nothing before. */
export function SignInSettings({ realm, data }: { realm: string; data: RealmSettings }) {
  const me = useMe()
  const { values } = data
  const usual = SETTINGS_DEFAULTS
  const { signInMethods, joining, twoStep, session, password } = values
  const { factors } = twoStep
  const yesNo = (key: 'emailLookups' | 'secrets' | 'federation') => ({
    value: values[key] ? settingsText.yes : settingsText.no,
    own: data.own.includes(key),
    reset: { [key]: null },
  })
  const items: Setting[] = [
    {
      label: text.ways,
      value:
        signInMethods.mode === 'all' ? text.allWays : signInMethods.allowed.map((way) => signInWords[way]).join(', '),
      text: signInMethods.mode === 'all' ? text.allWaysText : text.someWaysText,
      own: data.own.includes('signInMethods'),
      reset: { signInMethods: usual.signInMethods },
    },
    {
      label: text.selfJoin,
      value: joining.who === 'domains' ? text.selfJoinYes : text.selfJoinNo,
      text: text.selfJoinText,
      own: joining.who === 'domains',
      reset: {
        joining: {
          who: joining.invites === 'nobody' ? 'nobody' : 'invited',
          ...(joining.invites === 'nobody' && { invites: 'all' as const }),
        },
      },
    },
    {
      label: text.twoStep,
      value:
        twoStep.policy === 'optional'
          ? text.optional
          : twoStep.from
            ? text.requiredFrom(new Date(twoStep.from).toLocaleDateString('en', { dateStyle: 'long' }))
            : text.required,
      text: twoStep.policy === 'optional' ? text.optionalText : text.requiredText,
      own: twoStep.policy !== 'optional',
      reset: { twoStep: { policy: 'optional', from: null } },
      link: may(me, 'identity:read', { realm }) && {
        to: `${paths.identities(realm)}?secondStep=none`,
        label: text.without,
      },
    },
    {
      label: text.steps,
      value: factors.mode === 'all' ? text.allWays : factors.allowed.map((step) => secondStepWords[step]).join(', '),
      text: factors.mode === 'all' ? text.allWaysText : text.someWaysText,
      own: !same(factors, usual.twoStep.factors),
      reset: { twoStep: { factors: usual.twoStep.factors } },
    },
    {
      label: text.idle,
      value: durationText(session.idleSeconds),
      text: text.idleText,
      own: session.idleSeconds !== usual.session.idleSeconds,
      reset: { session: { idleSeconds: usual.session.idleSeconds } },
    },
    {
      label: text.longest,
      value: durationText(session.maxSeconds),
      text: text.longestText,
      own: session.maxSeconds !== usual.session.maxSeconds,
      reset: { session: { maxSeconds: usual.session.maxSeconds } },
    },
    {
      label: text.password,
      value: text.passwordWords(password.minLength),
      text: text.passwordText,
      own: data.own.includes('password'),
      reset: { password: usual.password },
    },
    { label: text.lookups, text: text.lookupsText, ...yesNo('emailLookups') },
    { label: text.secrets, text: text.secretsText, ...yesNo('secrets') },
    { label: text.federation, text: text.federationText, ...yesNo('federation') },
  ]
  return (
    <Section
      title={text.title}
      description={text.description}
      actions={<EditSection realm={realm} section="sign-in" title={text.title} />}
    >
      <div className={classes.parts}>
        <Remark tone="calm">{text.notYet}</Remark>
        <SettingList realm={realm} data={data} items={items} />
      </div>
    </Section>
  )
}
