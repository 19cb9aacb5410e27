import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ColumnMeaning, Import, type ImportOptions, imports } from '#contract/imports'
import { isApiError } from '../../api/api-error'
import { call } from '../../api/call'
import { importQueries, keepImport } from './imports.queries'

interface Patch {
  columns?: ColumnMeaning[]
  options?: Partial<ImportOptions>
}

/**
 * Keeps each choice at once, one after the other. What is chosen stands there while it is on its way. When somebody else
 * chose meanwhile, theirs is shown.
 */
export function useChangeImport(realm: string, one: Import) {
  const client = useQueryClient()
  const { queryKey } = importQueries.get(realm, one.id)
  const change = useMutation({
    scope: { id: one.id },
    mutationFn: async (patch: Patch) => {
      // An answer that is on its way is older than this.
      await client.cancelQueries({ queryKey, exact: true })
      const ifMatch = client.getQueryData(queryKey)?.version ?? one.version
      return call(imports.update, { params: { realm, importId: one.id }, body: patch, ifMatch })
    },
    onSuccess: (now) => {
      keepImport(realm, now)
      client.removeQueries({ queryKey: importQueries.rowsOf(realm, one.id) })
    },
    onError: (error) => {
      const current = isApiError(error, 'changed_meanwhile') && Import.safeParse(error.details['current'])
      if (current && current.success) keepImport(realm, current.data)
      else void client.invalidateQueries({ queryKey, exact: true })
    },
  })
  const { columns, options } = (change.isPending && change.variables) || {}
  return {
    /** With what is on its way. */
    shown: {
      columns: one.columns.map((column, i) => {
        const meaning = columns?.[i]
        return meaning === undefined || meaning === column.meaning ? column : { ...column, meaning, guessed: false }
      }),
      options: { ...one.options, ...options },
    },
    error: change.error,
    send: change.mutate,
  }
}

export type Changing = ReturnType<typeof useChangeImport>
