import { PasswordInput } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { signInText } from './sign-in.text'
import type { Strength } from './strength'
import classes from './sign-in.module.css'

interface PasswordFieldProps {
  error: string | undefined
  onInput: () => void
  /** For a new password: says how strong it is. */
  fresh?: boolean
}

export function PasswordField({ error, onInput, fresh = false }: PasswordFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const [value, setValue] = useState('')
  const strength = useStrength(fresh ? value : '', input)
  return (
    <>
      <PasswordInput
        ref={input}
        name="password"
        label={signInText.password}
        autoComplete={fresh ? 'new-password' : 'current-password'}
        size="md"
        error={error}
        onInput={(event) => {
          onInput()
          if (fresh) setValue(event.currentTarget.value)
        }}
        visibilityToggleButtonProps={{ 'aria-label': signInText.show, tabIndex: 0 }}
        {...(fresh && { inputContainer: withBars(value ? strength?.score : undefined) })}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        {...(fresh && { description: value ? words(value, strength) : signInText.newPasswordHint })}
      />
      {fresh && <output className="visually-hidden">{value && words(value, strength)}</output>}
    </>
  )
}

const withBars = (score: number | undefined) => (control: ReactNode) => (
  <>
    {control}
    <Bars score={score} />
  </>
)

const Bars = ({ score }: { score: number | undefined }) => (
  <div className={classes.bars} data-score={score} aria-hidden="true">
    <span />
    <span />
    <span />
    <span />
  </div>
)

function words(value: string, strength: Strength | null): string {
  if (strength?.stolen) return signInText.strength.stolen
  if (value.length < 8) return signInText.strength.short(8 - value.length)
  return strength ? (signInText.strength.words[strength.score] ?? '') : signInText.newPasswordHint
}

/** Measured when the typing pauses; a stolen or too short one counts as the weakest. */
function useStrength(value: string, input: React.RefObject<HTMLInputElement | null>): Strength | null {
  const [strength, setStrength] = useState<Strength | null>(null)
  useEffect(() => {
    if (!value) return
    let current = true
    const timer = setTimeout(() => {
      void import('./strength').then(({ measure }) => {
        if (!current) return
        const others = input.current?.form
          ? [...new FormData(input.current.form)].filter(([name]) => name !== 'password')
          : []
        const found = measure(
          value,
          others.flatMap(([, text]) => (typeof text === 'string' ? text.split(/[\s@.]+/) : [])).filter(Boolean),
        )
        setStrength(found.stolen || value.length < 8 ? { ...found, score: 0 } : found)
      })
    }, 120)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [value, input])
  return strength
}
