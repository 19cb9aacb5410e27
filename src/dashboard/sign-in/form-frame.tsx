import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { signInText } from './sign-in.text'
import type { FormState } from './use-form'
import classes from './sign-in.module.css'

/** A form with its one message above and its one button below. */
export function FormFrame({
  form,
  submit,
  children,
  after,
}: {
  form: FormState
  submit: string
  children: ReactNode
  after?: ReactNode
}) {
  const { attach, onSubmit, failure, requestId, pending, wait } = form
  const blocked = wait > 0
  return (
    // POST, so that a password never gets into the address bar should the script not run.
    <form ref={attach} method="post" onSubmit={onSubmit} noValidate className={classes.form}>
      <div role="alert">
        {failure && (
          <div className={classes.failure}>
            <p>{failure}</p>
            {requestId && <p className={classes.small}>{signInText.requestId(requestId)}</p>}
            {after && <p>{after}</p>}
          </div>
        )}
      </div>
      {blocked && (
        // Counting aloud each second would drown everything else.
        <p className={classes.wait} aria-live="off" id="wait">
          {signInText.wait(wait)}
        </p>
      )}
      {children}
      <Button
        type="submit"
        size="md"
        fullWidth
        loading={pending}
        {...(blocked && { 'aria-disabled': true, 'data-disabled': true, 'aria-describedby': 'wait' })}
      >
        {submit}
      </Button>
    </form>
  )
}
