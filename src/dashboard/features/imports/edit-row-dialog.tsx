import { TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type SyntheticEvent, useEffect, useRef, useState } from 'react'
import type { Import, ImportRow, ImportRowQuery } from '#contract/imports'
import { queryClient } from '../../api/query-client'
import { Button } from '../../ui/button'
import { DialogActions, DialogFrame } from '../../ui/dialog-frame'
import { Sentence } from '../../ui/named'
import { openDialog } from '../../ui/open-dialog'
import { Problem, Remark } from '../../ui/problem'
import { uiText } from '../../ui/ui.text'
import { importQueries } from './imports.queries'
import { importsText } from './imports.text'
import { eachOnce } from './problems'
import { RowChanged, saveRow } from './save-row'
import classes from './edit-row.module.css'

const text = importsText.editRow

interface EditRequest {
  realm: string
  importId: string
  row: ImportRow
  /** The page of the list in which it stands. */
  shown: ImportRowQuery
}

/** Lets the cells of a line be corrected. Resolves when the dialog is gone. */
export const editRow = (request: EditRequest): Promise<void> =>
  openDialog<void>((_settle, gone) => <EditRowDialog request={request} onGone={gone} />, undefined)

/** The next line of the page with a problem. */
function nextProblem({ realm, importId, shown }: EditRequest, after: number): ImportRow | undefined {
  const page = queryClient.getQueryData(importQueries.rows(realm, importId, shown).queryKey)
  return page?.items.find(({ position, state }) => position > after && state === 'error')
}

function EditRowDialog({ request, onGone }: { request: EditRequest; onGone: () => void }) {
  const { realm, importId } = request
  const { data: one } = useQuery(importQueries.get(realm, importId))
  const [row, setRow] = useState(request.row)
  return (
    <DialogFrame title={text.title(row.position)} onGone={onGone}>
      {(close) =>
        one && (
          <RowForm
            key={row.position}
            request={request}
            one={one}
            start={row}
            close={close}
            next={nextProblem(request, row.position)}
            onNext={setRow}
          />
        )
      }
    </DialogFrame>
  )
}

interface RowFormProps {
  request: EditRequest
  one: Import
  start: ImportRow
  close: () => void
  next: ImportRow | undefined
  onNext: (row: ImportRow) => void
}

function RowForm({ request, one, start, close, next, onNext }: RowFormProps) {
  const [row, setRow] = useState(start)
  const [typed, setTyped] = useState<ReadonlyMap<number, string>>(new Map())
  const form = useRef<HTMLFormElement>(null)
  const saving = useMutation({
    mutationFn: async (goOn: boolean) => ({
      goOn,
      now: await saveRow(
        request,
        row,
        [...typed].filter(([at, value]) => value !== (row.cells[at] ?? '')),
      ),
    }),
    onSuccess: ({ goOn, now }) => {
      if (now.problems.length === 0) {
        if (goOn && next) onNext(next)
        else close()
      } else {
        setTyped(new Map())
        setRow(now)
      }
    },
    onError: (error) => {
      // What this person typed stays; the rest is as it is now.
      if (error instanceof RowChanged) setRow(error.current)
    },
  })
  const { isError, isPending } = saving
  useFirstProblem(form, row)
  const cells = cellsOf(one, row)
  const dirty = [...typed].some(([at, value]) => value !== (row.cells[at] ?? ''))
  const reason = dirty ? undefined : text.nothingChanged
  const save = (goOn: boolean) => {
    if (!isPending && dirty) saving.mutate(goOn)
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (dirty) save(false)
    else close()
  }
  const whole = row.problems.filter(({ column }) => column === null || !cells.some(({ at }) => at === column))
  return (
    <form ref={form} className={classes.fields} onSubmit={submit} noValidate>
      {saving.error instanceof RowChanged ? (
        <Remark tone="warning" alert title={text.conflict}>
          <p>{text.conflictText}</p>
        </Remark>
      ) : (
        isError && <Problem error={saving.error} />
      )}
      {saving.isSuccess && row.problems.length > 0 && (
        <p role="status" className={classes.problem}>
          {text.still}
        </p>
      )}
      {whole.length > 0 && (
        <Remark>
          {eachOnce(whole).map(([key, problem]) => (
            <p key={key}>
              <Sentence parts={importsText.problem(problem)} />
            </p>
          ))}
        </Remark>
      )}
      {cells.length === 0 && <p className={classes.quiet}>{text.noMeaning}</p>}
      {cells.map(({ at, label, hint }) => {
        const problems = row.problems.filter(({ column }) => column === at)
        return (
          <TextInput
            key={at}
            label={label}
            description={hint}
            value={typed.get(at) ?? row.cells[at] ?? ''}
            maxLength={10_000}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            dir="auto"
            // What is typed now may be right.
            error={
              !typed.has(at) &&
              problems.length > 0 &&
              eachOnce(problems).map(([key, problem]) => (
                <span key={key}>
                  <Sentence parts={importsText.problem(problem)} />{' '}
                </span>
              ))
            }
            onChange={(event) => {
              const { value } = event.currentTarget
              setTyped((before) => new Map(before).set(at, value))
            }}
          />
        )
      })}
      <DialogActions>
        <Button onClick={close}>{uiText.cancel}</Button>
        {next && (
          <Button disabledReason={reason} onClick={() => save(true)}>
            {text.saveNext}
          </Button>
        )}
        <Button type="submit" kind="primary" loading={isPending} disabledReason={reason}>
          {text.save}
        </Button>
      </DialogActions>
    </form>
  )
}

/** The cells that mean something, and those past the last column. */
function cellsOf(one: Import, row: ImportRow): { at: number; label: string; hint: string | undefined }[] {
  const known = one.columns.flatMap(({ name, meaning, refused }, at) => {
    if (meaning === 'ignore' || refused) return []
    const label = importsText.rows.field(meaning)
    const hints = [label === name ? '' : text.column(name), meaning === 'groups' ? text.groupsHint : '']
    return [{ at, label, hint: hints.filter(Boolean).join(' · ') || undefined }]
  })
  const extra = row.cells.flatMap((_cell, at) =>
    at < one.columns.length ? [] : [{ at, label: text.extra(at + 1), hint: text.extraHint }],
  )
  return [...known, ...extra]
}

/** The focus goes to the first cell with a problem. */
function useFirstProblem(form: React.RefObject<HTMLFormElement | null>, row: ImportRow): void {
  useEffect(() => {
    const inputs = form.current?.querySelectorAll('input') ?? []
    const first = [...inputs].find(({ ariaInvalid }) => ariaInvalid === 'true') ?? inputs[0]
    // The dialog's focus trap looks for it when it opens.
    first?.setAttribute('data-autofocus', 'true')
    first?.focus()
  }, [form, row])
}
