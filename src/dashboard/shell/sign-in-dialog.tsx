import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { auth } from '#contract/auth'
import { isApiError } from '../api/api-error'
import { call } from '../api/call'
import { Button } from '../ui/button'
import { DialogActions, DialogFrame } from '../ui/dialog-frame'
import { Problem, Remark } from '../ui/problem'
import { shellText } from './shell.text'

interface SignInDialogProps {
  email: string
  onSignedIn: () => void
  onGone: () => void
}

const textIn = (data: FormData, name: string): string => {
  const value = data.get(name)
  return typeof value === 'string' ? value : ''
}

/** Signs in again over the page. Esc and "Go to the sign-in page" leave for the sign-in page. */
export function SignInDialog({ email, onSignedIn, onGone }: SignInDialogProps) {
  const text = shellText.signIn
  const form = useRef<HTMLFormElement>(null)
  const [wait, setWait] = useState(0)
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) => call(auth.signIn, { body }),
    onError: (error) => {
      if (isApiError(error, 'throttled')) setWait(Number(error.details['retryAfterSeconds'] ?? 30))
    },
  })
  useEffect(() => {
    if (wait <= 0) return
    const timer = setTimeout(() => setWait(wait - 1), 1000)
    return () => clearTimeout(timer)
  }, [wait])

  return (
    // The call that found the session ended may have been made for a page that is still on its way.
    <DialogFrame size="sm" title={text.title} onGone={onGone} busy={signIn.isPending} anywhere>
      {(close) => (
        <form
          ref={form}
          onSubmit={(event) => {
            event.preventDefault()
            const typed = new FormData(event.currentTarget)
            signIn.mutate(
              { email: textIn(typed, 'email'), password: textIn(typed, 'password') },
              {
                onSuccess: () => {
                  onSignedIn()
                  close()
                },
              },
            )
          }}
          style={{ display: 'grid', gap: '1rem' }}
        >
          <p>{text.text}</p>
          {wait > 0 ? (
            <Remark tone="warning">{text.wait(wait)}</Remark>
          ) : (
            signIn.error && !isApiError(signIn.error, 'throttled') && <Problem error={signIn.error} />
          )}
          <TextInput
            name="email"
            type="email"
            label={text.email}
            autoComplete="username"
            defaultValue={email}
            required
            withAsterisk={false}
          />
          <PasswordInput
            name="password"
            label={text.password}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
          />
          <DialogActions>
            <Button onClick={close}>{text.elsewhere}</Button>
            <Button
              type="submit"
              kind="primary"
              loading={signIn.isPending}
              {...(wait > 0 && { disabledReason: text.wait(wait) })}
            >
              {text.submit}
            </Button>
          </DialogActions>
        </form>
      )}
    </DialogFrame>
  )
}
