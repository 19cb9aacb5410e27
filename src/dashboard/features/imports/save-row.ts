import { Import, type ImportRow, type ImportRowQuery, imports } from '#contract/imports'
import { isApiError } from '../../api/api-error'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'
import { importQueries, keepImport, keepRow } from './imports.queries'

/** Somebody else corrected the same line meanwhile. */
export class RowChanged extends Error {
  constructor(readonly current: ImportRow) {
    super('The row was changed meanwhile')
  }
}

interface Place {
  realm: string
  importId: string
  shown: ImportRowQuery
}

/** How often it is tried again when others correct other lines at the same time. */
const TRIES = 5

/**
 * Sets cells of a line, and puts the answer in its place. Others may correct other lines at the same time, which is no
 * conflict. Throws RowChanged when it was this one.
 */
export async function saveRow(
  { realm, importId, shown }: Place,
  row: ImportRow,
  typed: readonly [column: number, value: string][],
): Promise<ImportRow> {
  const own = importQueries.get(realm, importId)
  for (let tries = 1; ; tries++) {
    const ifMatch = (queryClient.getQueryData(own.queryKey) ?? (await queryClient.fetchQuery(own))).version
    try {
      const answer = await call(imports.editRow, {
        params: { realm, importId, position: String(row.position) },
        body: { cells: typed.map(([column, value]) => ({ column, value })) },
        ifMatch,
      })
      keepImport(realm, answer.import)
      await keepRow(realm, importId, answer.row, shown)
      return answer.row
    } catch (error) {
      const now = isApiError(error, 'changed_meanwhile') && Import.safeParse(error.details['current'])
      if (!now || !now.success || tries === TRIES) throw error
      keepImport(realm, now.data)
      const page = await call(imports.rows, { params: { realm, importId }, query: shown })
      const current = page.items.find(({ position }) => position === row.position)
      if (current && JSON.stringify(current.cells) !== JSON.stringify(row.cells)) throw new RowChanged(current)
    }
  }
}
