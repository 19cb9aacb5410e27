import { type RefCallback, type SyntheticEvent, useCallback, useEffect, useRef, useState } from 'react'
import { type Answer, type Refusal, send } from './send'
import { signInText } from './sign-in.text'
import type { Check } from './validate'

export interface FormState {
  /** The form's `ref`. */
  attach: RefCallback<HTMLFormElement>
  errors: Record<string, string>
  /** What is wrong with the whole; null when nothing is. */
  failure: string | null
  requestId: string | null
  pending: boolean
  /** Seconds until the server listens again. */
  wait: number
  onSubmit: (event: SyntheticEvent<HTMLFormElement>) => void
  clearError: (name: string) => void
}

interface Options {
  path: string
  checks: Record<string, Check>
  /** Sent along, such as the set-up token. */
  also?: Record<string, string>
  /** Our sentence for a refusal; without one the server's. */
  sentence?: (refusal: Refusal) => string | undefined
  /** After success; what it resolves with, if anything, is a refusal of a second step. */
  onSuccess: (values: Record<string, string>) => Promise<Answer | void> | void
}

const textIn = (data: FormData, name: string): string => {
  const value = data.get(name)
  return typeof value === 'string' ? value : ''
}

/** A form of a few fields, without a library: the inputs keep their own text, so nothing typed before waking is lost. */
export function useForm({ path, checks, also = {}, sentence, onSuccess }: Options): FormState {
  const formRef = useRef<HTMLFormElement>(null)
  const attach = useCallback((element: HTMLFormElement | null) => {
    formRef.current = element
  }, [])
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [requestId, setRequestId] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const [wait, setWait] = useState(0)

  useEffect(() => {
    if (wait <= 0) return
    const timer = setTimeout(() => {
      setWait(wait - 1)
      if (wait === 1) setFailure(null)
    }, 1000)
    return () => clearTimeout(timer)
  }, [wait])

  useEffect(() => {
    const root = document.documentElement
    root.dataset['awake'] = 'yes'
    // Enter was pressed before the page was awake (see index.html).
    if (root.dataset['submitted']) {
      delete root.dataset['submitted']
      formRef.current?.requestSubmit()
    }
  }, [])

  const show = (found: Record<string, string>) => {
    setErrors(found)
    const first = Object.keys(checks).find((name) => found[name])
    // After the errors stand, so that a screen reader reads them with the field.
    if (first)
      requestAnimationFrame(() => formRef.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus())
  }

  const refuse = (refusal: Refusal) => {
    setPending(false)
    setRequestId(refusal.status >= 500 ? refusal.requestId : null)
    if (refusal.retryAfterSeconds) {
      setWait(refusal.retryAfterSeconds)
      setFailure(signInText.throttled)
      return
    }
    const known = Object.fromEntries(Object.entries(refusal.fields).filter(([name]) => name in checks))
    show(known)
    if (Object.keys(known).length > 0) return
    const words =
      sentence?.(refusal) ?? (refusal.status === 0 ? signInText.network : refusal.message || signInText.unreadable)
    setFailure(words)
  }

  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form)
    const values = Object.fromEntries(Object.keys(checks).map((name) => [name, textIn(data, name)]))
    const found: Record<string, string> = {}
    for (const [name, check] of Object.entries(checks)) {
      const problem = check(values[name] ?? '')
      if (problem) found[name] = problem
    }
    setFailure(null)
    show(found)
    if (Object.keys(found).length > 0) return
    setPending(true)
    const answer = await send(path, { ...values, ...also })
    if (!answer.ok) return refuse(answer)
    // On success the page is left, so the button keeps turning until it is.
    const second = await onSuccess(values)
    if (second && !second.ok) refuse(second)
  }

  return {
    attach,
    errors,
    failure,
    requestId,
    pending,
    wait,
    clearError: (name) => {
      if (errors[name]) setErrors({ ...errors, [name]: '' })
    },
    onSubmit: (event) => {
      event.preventDefault()
      if (!pending && wait === 0) void submit(event.currentTarget)
    },
  }
}
