import type { Import } from '#contract/imports'
import { ImportListQuery } from '#contract/imports'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { nameLink, quantity } from '../../ui/columns'
import { type Column, DataTable } from '../../ui/data-table'
import { EditIcon } from '../../ui/icons'
import { useListQuery } from '../../ui/list-query'
import type { MenuItem } from '../../ui/menu'
import { Sentence } from '../../ui/named'
import { RelativeTime } from '../../ui/time'
import { importActions } from './import-actions'
import { importQueries } from './imports.queries'
import { importsText } from './imports.text'
import classes from './imports.module.css'

const text = importsText.files

/** Whoever has begun to say what the columns mean, or to correct lines, goes on with the lines. */
const placeOf = (realm: string, { id, state, version }: Import): string =>
  paths.importOf(realm, id, state !== 'applied' && version > 1 ? 'rows' : undefined)

const columns = (realm: string): Column<Import>[] => {
  const { sort: _unsorted, ...file } = nameLink<Import>({
    header: text.file,
    name: ({ fileName }) => fileName,
    to: (one) => placeOf(realm, one),
  })
  return [
    file,
    {
      header: text.state,
      cell: (one) => (
        <span>
          <Badge tone={one.state === 'applied' ? 'accent' : one.counts.error > 0 ? 'warning' : undefined}>
            {importsText.stateOf(one)}
          </Badge>
        </span>
      ),
    },
    quantity({ header: text.lines, count: ({ total }) => total }),
    {
      header: text.when,
      width: '11rem',
      cell: ({ createdAt, startedBy }) => (
        <span>
          <RelativeTime at={createdAt} focusable={false} />{' '}
          <span className={classes.under}>
            <Sentence parts={text.by(startedBy)} />
          </span>
        </span>
      ),
    },
  ]
}

/** What was uploaded in the last weeks, to go on with or to look at again. */
export function UploadedFiles({ realm, missing }: { realm: string; missing: string | undefined }) {
  const list = useListQuery(ImportListQuery)
  const actions = (one: Import): MenuItem[] => [
    { label: text.go[one.state], icon: EditIcon, to: placeOf(realm, one) },
    ...importActions(realm, one, missing),
  ]
  return (
    <section aria-labelledby="uploaded-files">
      <h2 id="uploaded-files" className={classes.heading}>
        {text.title}
      </h2>
      <DataTable
        label={text.label}
        list={list}
        source={(query) => importQueries.list(realm, query)}
        columns={columns(realm)}
        rowKey={({ id }) => id}
        rowName={({ fileName }) => fileName}
        actions={actions}
        empty={{ title: text.emptyTitle, text: text.none }}
      />
    </section>
  )
}
