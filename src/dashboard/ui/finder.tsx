import { TextInput } from '@mantine/core'
import { keepPreviousData, type QueryKey, useQuery, type UseQueryOptions } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useDeferredValue, useId, useRef, useState } from 'react'
import type { Page } from '#contract/list'
import { Button, IconButton } from './button'
import { CloseIcon, SearchIcon } from './icons'
import { Named } from './named'
import { Problem } from './problem'
import { uiText } from './ui.text'
import classes from './pick-dialog.module.css'

export interface PickOption {
  id: string
  name: string
  /** A quiet second line: where it lies, whose it is. */
  under?: ReactNode
  /** Why it cannot be chosen: "Already given". */
  reason?: string | undefined
}

/** What there is to choose from. */
export interface FindRequest<Item, Key extends QueryKey> {
  /** The label of the search box. */
  search: string
  /** Asks the server, for what is typed. */
  source: (query: { limit: number; q?: string }) => UseQueryOptions<Page<Item>, Error, Page<Item>, Key>
  /** How a found thing is offered; null leaves it out. */
  option: (item: Item) => PickOption | null
  /** Stands before what is found, such as "Top level". */
  first?: PickOption[]
  /** Several may be chosen. */
  several?: boolean
}

interface FinderProps<Item, Key extends QueryKey> {
  request: FindRequest<Item, Key>
  chosen: PickOption[]
  onToggle: (option: PickOption) => void
}

const PAGE = 50
const MOST = 200

/** A search box above what it finds. The arrow keys go through both. */
export function Finder<Item, Key extends QueryKey>({ request, chosen, onToggle }: FinderProps<Item, Key>) {
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

/** What has been chosen so far, each to be taken out again. */
export const Chosen = ({ options, onTakeOut }: { options: PickOption[]; onTakeOut: (option: PickOption) => void }) => (
  <ul className={classes.chosen} aria-label={uiText.chosen}>
    {options.map((option) => (
      <li key={option.id} className={classes.chip}>
        <span className={classes.chipName}>
          <Named>{option.name}</Named>
        </span>
        <IconButton label={uiText.takeOut(option.name)} icon={CloseIcon} onClick={() => onTakeOut(option)} />
      </li>
    ))}
  </ul>
)

/** One more or one less of several; of one, that one. */
export function toggled(before: PickOption[], option: PickOption, several: boolean | undefined): PickOption[] {
  if (!several) return [option]
  return before.some(({ id }) => id === option.id) ? before.filter(({ id }) => id !== option.id) : [...before, option]
}
