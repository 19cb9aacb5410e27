import { TextInput } from '@mantine/core'
import { keepPreviousData, type QueryKey, useMutation, useQueries, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from 'react'
import type { Preview } from '#contract/changes'
import type { Endpoint } from '#contract/endpoint'
import { callWithEvent, previewOf } from '../api/call'
import { Button, IconButton } from './button'
import { refusalText } from './changes.text'
import { conflictOf } from './conflict'
import { WhoChanged } from './conflict-notice'
import { conflictText } from './conflict.text'
import { DialogActions, DialogFrame } from './dialog-frame'
import { CloseIcon, SearchIcon } from './icons'
import { mergePreviews } from './merge-previews'
import { Named, Sentence } from './named'
import { notify } from './notices'
import type { PickOption, PickRequest } from './pick'
import { PreviewSentences } from './preview-sentences'
import { Problem, Remark } from './problem'
import { uiText } from './ui.text'
import classes from './pick-dialog.module.css'

interface PickDialogProps<Item, Key extends QueryKey, E extends Endpoint> {
  request: PickRequest<Item, Key, E>
  onApplied: () => void
  onGone: () => void
}

const PAGE = 50
const MOST = 200

export function PickDialog<Item, Key extends QueryKey, E extends Endpoint>({
  request,
  onApplied,
  onGone,
}: PickDialogProps<Item, Key, E>) {
  const { title, intro, several = false, applyLabel, done } = request
  const [chosen, setChosen] = useState<PickOption[]>([])
  const toggle = (option: PickOption) =>
    setChosen((before) => {
      if (!several) return [option]
      return before.some(({ id }) => id === option.id)
        ? before.filter(({ id }) => id !== option.id)
        : [...before, option]
    })
  const { preview, pending, failure, conflict, lookAgain, apply } = usePicked(request, chosen, setChosen)
  const reason =
    chosen.length === 0
      ? request.nothingChosen
      : pending
        ? uiText.looking
        : (preview?.impact.blocked.map(refusalText)[0] ??
          (conflict ? conflictText.reviewText : failure ? uiText.cannotLook : undefined))

  return (
    <DialogFrame
      title={typeof title === 'string' ? title : <Sentence parts={title} />}
      onGone={onGone}
      busy={apply.isPending}
    >
      {(close) => (
        <>
          {intro && <div>{intro}</div>}
          <Finder request={request} chosen={chosen} onToggle={toggle} />
          {several && chosen.length > 0 && (
            <ul className={classes.chosen} aria-label={uiText.chosen}>
              {chosen.map((option) => (
                <li key={option.id} className={classes.chip}>
                  <span className={classes.chipName}>
                    <Named>{option.name}</Named>
                  </span>
                  <IconButton label={uiText.takeOut(option.name)} icon={CloseIcon} onClick={() => toggle(option)} />
                </li>
              ))}
            </ul>
          )}
          {conflict ? (
            <Remark
              tone="warning"
              alert
              title={conflictText.reviewTitle}
              actions={
                <Button size="xs" onClick={lookAgain}>
                  {conflictText.lookAgain}
                </Button>
              }
            >
              <WhoChanged conflict={conflict} />
            </Remark>
          ) : failure ? (
            <Problem
              error={failure}
              actions={
                <Button size="xs" onClick={lookAgain}>
                  {uiText.tryAgain}
                </Button>
              }
            />
          ) : (
            <div aria-live="polite" aria-busy={pending} className={classes.outlook}>
              {preview ? (
                <PreviewSentences
                  preview={preview}
                  names={{ ...request.names, ...Object.fromEntries(chosen.map((one) => [one.id, one.name])) }}
                />
              ) : (
                <p className={classes.quiet}>{pending ? uiText.looking : request.nothingChosen}</p>
              )}
            </div>
          )}
          <DialogActions>
            <Button onClick={close}>{uiText.cancel}</Button>
            <Button
              kind="primary"
              loading={apply.isPending}
              disabledReason={reason}
              onClick={() =>
                apply.mutate(undefined, {
                  onSuccess: (finished) => {
                    onApplied()
                    close()
                    void notify({ message: done(finished.chosen), undoEventId: finished.events })
                  },
                })
              }
            >
              {applyLabel(chosen.length)}
            </Button>
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}

/** What the chosen things would change together, and the way to do it: one change after the other. */
function usePicked<Item, Key extends QueryKey, E extends Endpoint>(
  { endpoint, input, version: seen, onDone }: PickRequest<Item, Key, E>,
  chosen: PickOption[],
  setChosen: (chosen: PickOption[]) => void,
) {
  const id = useId()
  const [version, setVersion] = useState(seen)
  const queries = useQueries({
    queries: chosen.map((option) => ({
      queryKey: ['preview', id, option.id, version ?? null],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<Preview> =>
        previewOf(endpoint, input(option.id, version), signal),
      staleTime: Infinity,
      gcTime: 0,
      retry: false,
      refetchOnWindowFocus: false,
    })),
  })
  const finished = useRef<{ chosen: PickOption[]; events: string[] }>({ chosen: [], events: [] })
  const apply = useMutation({
    mutationFn: async () => {
      const left = [...chosen]
      try {
        for (const option of chosen) {
          // One after the other: each is a change of its own, and they are serial on the server anyway.
          const { eventId } = await callWithEvent(endpoint, input(option.id, version))
          finished.current.chosen.push(option)
          if (eventId) finished.current.events.push(eventId)
          left.shift()
        }
      } catch (error) {
        // What is done stays done; the dialog keeps what is left.
        setChosen(left)
        if (left.length < chosen.length) void onDone?.()
        throw error
      }
      await onDone?.()
      return finished.current
    },
  })
  const failure = apply.error ?? queries.find(({ error }) => error)?.error ?? null
  const conflict = conflictOf(failure)
  const previews = queries.flatMap(({ data }) => (data ? [data] : []))
  const pending = queries.some(({ isPending }) => isPending)
  return {
    pending,
    preview: previews.length > 0 && !pending ? mergePreviews(previews) : null,
    failure,
    conflict,
    apply,
    lookAgain: () => {
      apply.reset()
      if (conflict) setVersion(conflict.current.version)
      for (const query of queries) if (query.error && !conflict) void query.refetch()
    },
  }
}

interface FinderProps<Item, Key extends QueryKey, E extends Endpoint> {
  request: PickRequest<Item, Key, E>
  chosen: PickOption[]
  onToggle: (option: PickOption) => void
}

/** A search box above what it finds. The arrow keys go through both. */
function Finder<Item, Key extends QueryKey, E extends Endpoint>({
  request,
  chosen,
  onToggle,
}: FinderProps<Item, Key, E>) {
  const { source, option, search, first = [], several } = request
  const name = useId()
  const box = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const q = useDeferredValue(typed.trim())
  const { data, error, refetch } = useQuery({
    ...source({ limit, ...(q && { q }) }),
    placeholderData: keepPreviousData,
  })
  const found = (data?.items ?? []).flatMap((item) => option(item) ?? [])
  const options = q ? found : [...first, ...found]

  const walk = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    // Radio buttons go through themselves; only the way in from the search box is ours.
    if (!several && event.target instanceof HTMLInputElement && event.target.type === 'radio') return
    const stops = [...(box.current?.querySelectorAll<HTMLInputElement>('input:not(:disabled)') ?? [])]
    const at = stops.findIndex((stop) => stop === document.activeElement)
    stops[Math.max(0, Math.min(at + (event.key === 'ArrowDown' ? 1 : -1), stops.length - 1))]?.focus()
    event.preventDefault()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- only keys pressed on the inputs inside arrive here
    <div ref={box} className={classes.finder} onKeyDown={walk}>
      <TextInput
        type="search"
        label={search}
        value={typed}
        maxLength={200}
        autoComplete="off"
        leftSection={<SearchIcon size={16} />}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      {error && !data ? (
        <Problem
          error={error}
          actions={
            <Button size="xs" onClick={() => void refetch()}>
              {uiText.tryAgain}
            </Button>
          }
        />
      ) : (
        <fieldset className={classes.results} aria-busy={!data}>
          <legend className="visually-hidden">{search}</legend>
          {options.map((one) => (
            <Choice
              key={one.id}
              option={one}
              several={several ?? false}
              name={name}
              checked={chosen.some(({ id }) => id === one.id)}
              onToggle={onToggle}
            />
          ))}
          {data && options.length === 0 && (
            <p className={classes.none}>{q ? uiText.nothingFoundFor(q) : uiText.nothingThere}</p>
          )}
          {data?.nextCursor && (
            <p className={classes.none}>
              {uiText.rangeUnknown(data.items.length, data.total, data.totalExact)}.{' '}
              {limit < MOST ? (
                <Button size="xs" kind="quiet" onClick={() => setLimit(MOST)}>
                  {uiText.showMore}
                </Button>
              ) : (
                uiText.typeToNarrow
              )}
            </p>
          )}
        </fieldset>
      )}
      <p role="status" className="visually-hidden">
        {data && uiText.found(options.length)}
      </p>
    </div>
  )
}

interface ChoiceProps {
  option: PickOption
  several: boolean
  name: string
  checked: boolean
  onToggle: (option: PickOption) => void
}

const Choice = ({ option, several, name, checked, onToggle }: ChoiceProps) => (
  <label className={classes.choice}>
    <input
      type={several ? 'checkbox' : 'radio'}
      name={name}
      checked={checked}
      disabled={option.reason !== undefined}
      onChange={() => onToggle(option)}
    />
    <span className={classes.words}>
      <Named>{option.name}</Named>
      {(option.under || option.reason) && (
        <span className={classes.under}>
          {option.under}
          {option.under && option.reason && ' · '}
          {option.reason}
        </span>
      )}
    </span>
  </label>
)
