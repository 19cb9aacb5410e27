import { TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { exportColumns, imports } from '#contract/imports'
import { queryClient } from '../../api/query-client'
import { download } from '../../api/save-file'
import { Button } from '../../ui/button'
import { DialogActions, DialogFrame } from '../../ui/dialog-frame'
import { notify } from '../../ui/notices'
import { openDialog } from '../../ui/open-dialog'
import { Problem } from '../../ui/problem'
import { uiText } from '../../ui/ui.text'
import type { People } from './bulk'
import { exportText as text } from './export.text'
import { identityQueries } from './identities.queries'
import classes from './export.module.css'

/** Asks what the file is to hold, and downloads it. */
export const askForExport = (realm: string, people: People): Promise<void> =>
  openDialog<void>((_settle, gone) => <ExportDialog realm={realm} people={people} onGone={gone} />, undefined)

const usual: readonly string[] = ['username', 'email', 'firstName', 'lastName', 'status', 'groups']

function ExportDialog({ realm, people, onGone }: { realm: string; people: People; onGone: () => void }) {
  const [chosen, setChosen] = useState<readonly string[]>(usual)
  const [typed, setTyped] = useState('')
  const counting = identityQueries.list(realm, { ...('ids' in people ? {} : people.filter), limit: 1 })
  const { data } = useQuery(counting)
  const total = 'ids' in people ? { total: people.ids.length, totalExact: true } : data
  const columns = [...exportColumns.filter((column) => chosen.includes(column)), ...attributesIn(typed)]
  const start = useMutation({
    mutationFn: () =>
      download(imports.export, { params: { realm }, query: queryOf(people, columns) }, () =>
        queryClient.fetchQuery({ ...counting, staleTime: 0 }),
      ),
  })
  const toggle = (column: string) =>
    setChosen(chosen.includes(column) ? chosen.filter((one) => one !== column) : [...chosen, column])

  return (
    <DialogFrame title={text.title} onGone={onGone} busy={start.isPending}>
      {(close) => (
        <form
          className={classes.form}
          onSubmit={(event: SyntheticEvent) => {
            event.preventDefault()
            if (columns.length === 0) return
            start.mutate(undefined, {
              onSuccess: () => {
                close()
                void notify({ message: text.begun })
              },
            })
          }}
        >
          <p>{total ? text.who(people, total) : text.counting}</p>
          <fieldset className={classes.columns}>
            <legend>{text.what}</legend>
            {exportColumns.map((column) => (
              <label key={column} className={classes.column}>
                <input type="checkbox" checked={chosen.includes(column)} onChange={() => toggle(column)} />
                {text.columns[column]}
              </label>
            ))}
          </fieldset>
          <TextInput
            label={text.attributes}
            description={text.attributesHint}
            value={typed}
            maxLength={2000}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <p className={classes.safe}>{text.safe}</p>
          {start.error && <Problem error={start.error} />}
          <DialogActions>
            <Button onClick={close}>{uiText.cancel}</Button>
            <Button
              type="submit"
              kind="primary"
              loading={start.isPending}
              disabledReason={columns.length === 0 ? text.nothing : undefined}
            >
              {text.download}
            </Button>
          </DialogActions>
        </form>
      )}
    </DialogFrame>
  )
}

/** What is typed between commas, as columns. */
const attributesIn = (typed: string): string[] => [
  ...new Set(
    typed
      .split(',')
      .map((key) => key.trim())
      .filter(Boolean)
      .map((key) => `attr:${key.replaceAll('\\', '\\\\')}`),
  ),
]

const queryOf = (people: People, columns: readonly string[]) => ({
  ...('ids' in people ? { ids: people.ids.join(',') } : people.filter),
  columns: columns.join(','),
})
