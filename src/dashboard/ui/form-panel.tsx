import { Drawer } from '@mantine/core'
import { type ReactNode, type SyntheticEvent, useRef } from 'react'
import { type FieldValues, FormProvider, type UseFormReturn } from 'react-hook-form'
import { useNavigate } from 'react-router'
import { Button } from './button'
import { ConflictNotice } from './conflict-notice'
import { LeaveGuard } from './leave-guard'
import { Problem, Remark } from './problem'
import './overlays.css'
import { useTitle } from './title'
import { uiText } from './ui.text'
import { useFocusBack } from './use-focus-back'
import { type ConflictOptions, useSave } from './use-save'
import classes from './form-panel.module.css'

interface FormPanelProps<Values extends FieldValues, Output> {
  form: UseFormReturn<Values, unknown, Output>
  title: string
  description?: ReactNode
  submitLabel: string
  /**
   * Saves, with the version to send as `ifMatch`. Refresh the queries in it and return the path to go on to; without one
   * the panel just closes. `false`: the person thought better of it, and the panel stays as it is.
   */
  save: (values: Output, version: number | undefined) => Promise<string | false | void>
  /** The page below, where closing leads when there is nothing to go back to. */
  closeTo: string
  /** When editing: the version that the form was filled from, and how to show what others changed meanwhile. */
  version?: number
  conflict?: ConflictOptions<Values>
  children: ReactNode
}

/**
 * A panel with a form that creates or edits one thing. It is a route, so Back closes it. Owns pending, errors (a field's
 * own on the field, others above), focus, "leave without saving?" and conflicts with others.
 */
export function FormPanel<Values extends FieldValues, Output>(props: FormPanelProps<Values, Output>) {
  const { form, title, description, submitLabel, closeTo, children } = props
  const navigate = useNavigate()
  useTitle(title)
  useFocusBack()
  const leaving = useRef(false)
  const close = () => {
    // React Router counts its entries, so that a panel opened by a link is left by going back, filters and place intact.
    const state: unknown = history.state
    const inside = typeof state === 'object' && state !== null && 'idx' in state && Number(state.idx) > 0
    return inside ? navigate(-1) : navigate(closeTo, { replace: true })
  }
  const { submit, saving, error, unplaced, conflict, resolve } = useSave(props, (next) => {
    leaving.current = true
    void (next ? navigate(next, { replace: true }) : close())
  })
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    void submit()
  }

  return (
    <Drawer.Root opened onClose={() => isUppermost() && void close()} position="right" size="30rem">
      <Drawer.Overlay />
      <Drawer.Content classNames={{ content: classes.content }}>
        {/* A header element; within a dialog it is no banner of the page. */}
        <Drawer.Header className={classes.header} role="presentation">
          <Drawer.Title className={classes.title}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={uiText.close} />
        </Drawer.Header>
        <Drawer.Body className={classes.body}>
          <FormProvider {...form}>
            <form className={classes.form} onSubmit={onSubmit} noValidate ref={markFirstField}>
              <div className={classes.fields}>
                {description && <div className={classes.description}>{description}</div>}
                {conflict && (
                  <ConflictNotice
                    conflict={conflict.conflict}
                    disagreements={conflict.disagreements}
                    saving={saving}
                    onKeepMine={resolve.keepMine}
                    onTakeTheirs={resolve.takeTheirs}
                    onTakeOne={resolve.takeOne}
                  />
                )}
                {error !== null && <Problem error={error} />}
                {unplaced.length > 0 && (
                  <Remark alert>
                    {unplaced.map((message) => (
                      <p key={message}>{message}</p>
                    ))}
                  </Remark>
                )}
                {children}
              </div>
              <div className={classes.foot}>
                <Button onClick={() => void close()}>{uiText.cancel}</Button>
                <Button type="submit" kind="primary" loading={saving}>
                  {submitLabel}
                </Button>
              </div>
            </form>
          </FormProvider>
        </Drawer.Body>
      </Drawer.Content>
      <LeaveGuard when={() => form.formState.isDirty && !leaving.current} dirty={form.formState.isDirty} />
    </Drawer.Root>
  )
}

/** Esc reaches every open dialog, and is meant for the one on top: a review, a question, a sign-in over this panel. */
const isUppermost = (): boolean => document.querySelectorAll('[role="dialog"]').length === 1

/** The focus starts in the first field, not on the close button: Mantine's focus trap looks for this attribute. */
function markFirstField(form: HTMLFormElement | null): void {
  form
    ?.querySelector('input:not([type="hidden"], [readonly]), textarea, select')
    ?.setAttribute('data-autofocus', 'true')
}
