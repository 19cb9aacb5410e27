import { TextInput } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { FormFrame } from './form-frame'
import { safeNext } from './next'
import { PasswordField } from './password-field'
import { send } from './send'
import { takeSetupToken } from './setup-token'
import { signInText } from './sign-in.text'
import { type FormState, useForm } from './use-form'
import { email, line, newPassword, typed } from './validate'
import classes from './sign-in.module.css'

const enter = (next: string): void => location.assign(next)

interface FieldProps {
  form: FormState
  name: string
  label: string
  autoComplete: string
  type?: 'text' | 'email'
  description?: string
}

const Field = ({ form, name, type = 'text', ...rest }: FieldProps) => (
  <TextInput
    name={name}
    type={type}
    size="md"
    error={form.errors[name]}
    onInput={() => form.clearError(name)}
    inputWrapperOrder={['label', 'input', 'error', 'description']}
    {...(type === 'email' && { inputMode: 'email', autoCapitalize: 'off', spellCheck: false })}
    {...rest}
  />
)

const Password = ({ form, fresh = false }: { form: FormState; fresh?: boolean }) => (
  <PasswordField error={form.errors['password']} onInput={() => form.clearError('password')} fresh={fresh} />
)

export function SignInPage() {
  const text = signInText.signIn
  const form = useForm({
    path: '/session',
    checks: { email: typed(254), password: typed(128) },
    sentence: ({ status }) => (status === 401 || status === 422 ? text.wrong : undefined),
    onSuccess: () => enter(safeNext(location.search)),
  })
  return (
    <>
      <h1 className={classes.title}>{text.title}</h1>
      <FormFrame form={form} submit={text.submit}>
        <Field form={form} name="email" type="email" label={signInText.email} autoComplete="username" />
        <Password form={form} />
      </FormFrame>
      {/* The server says on <html> whether anyone may sign up; the style sheet shows this then. */}
      <p className={`${classes.foot} ${classes.ifOpen}`}>
        {text.noAccount} <a href="/sign-up">{text.create}</a>
      </p>
    </>
  )
}

export function SignUpPage() {
  const text = signInText.signUp
  const form = useForm({
    path: '/sign-up',
    checks: { name: line(255), email, password: newPassword, accountName: line(255) },
    sentence: ({ code }) => (code === 'wrong_credentials' ? text.taken : undefined),
    onSuccess: async (values) => {
      const answer = await send('/session', { email: values['email'] ?? '', password: values['password'] ?? '' })
      if (!answer.ok) return answer
      return enter(safeNext(location.search))
    },
  })
  return (
    <>
      <h1 className={classes.title}>{text.title}</h1>
      <FormFrame
        form={form}
        submit={text.submit}
        after={form.failure === text.taken && <a href="/sign-in">{text.toSignIn}</a>}
      >
        <NewAccount form={form} />
      </FormFrame>
      <p className={classes.foot}>
        {text.haveOne} <a href="/sign-in">{text.signIn}</a>
      </p>
    </>
  )
}

const never = () => () => {}

export function SetupPage() {
  const text = signInText.setup
  // At build time nobody has a token; the form is what nearly everybody sees.
  const token = useSyncExternalStore<string | null>(never, takeSetupToken, () => '')
  const form = useForm({
    path: '/setup',
    checks: { name: line(255), email, password: newPassword, accountName: line(255) },
    also: { token: token ?? '' },
    sentence: ({ code }) => (code === 'link_used' ? text.usedLink : undefined),
    onSuccess: () => enter('/'),
  })
  if (token === null) {
    return (
      <>
        <h1 className={classes.title}>{text.noToken.title}</h1>
        <p className={classes.lead}>{text.noToken.text}</p>
        <p className={classes.foot}>
          <a href="/sign-in">{text.noToken.signIn}</a>
        </p>
      </>
    )
  }
  return (
    <>
      <h1 className={classes.title}>{text.title}</h1>
      <p className={classes.lead}>{text.lead}</p>
      <FormFrame form={form} submit={text.submit}>
        <NewAccount form={form} />
      </FormFrame>
    </>
  )
}

const NewAccount = ({ form }: { form: FormState }) => (
  <>
    <Field form={form} name="name" label={signInText.name} autoComplete="name" />
    <Field form={form} name="email" type="email" label={signInText.email} autoComplete="username" />
    <Password form={form} fresh />
    <Field
      form={form}
      name="accountName"
      label={signInText.accountName}
      autoComplete="organization"
      description={signInText.accountHint}
    />
  </>
)
