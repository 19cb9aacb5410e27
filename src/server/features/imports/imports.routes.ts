import { imports } from '#contract/imports'
import type { Handle } from '../../http/routes'
import { exportPeople } from './export'
import { importService as service } from './imports.service'
import { receipt } from './receipt'

export function importRoutes(handle: Handle): void {
  handle(imports.export, ({ ctx, query }) => exportPeople(ctx, query))
  handle(imports.list, ({ ctx, query }) => service.list(ctx, query))
  handle(imports.upload, ({ ctx, query, body }) => service.upload(ctx, query.fileName, body))
  handle(imports.get, ({ ctx, params }) => service.get(ctx, params.importId))
  handle(imports.update, ({ ctx, params, body }) => service.update(ctx, params.importId, body))
  handle(imports.rows, ({ ctx, params, query }) => service.rows(ctx, params.importId, query))
  handle(imports.editRow, ({ ctx, params, body }) =>
    service.editRow(ctx, params.importId, Number(params.position), body),
  )
  handle(imports.apply, ({ ctx, params }) => service.apply(ctx, params.importId))
  handle(imports.receipt, ({ ctx, params }) => receipt(ctx, params.importId))
  handle(imports.remove, ({ ctx, params }) => service.remove(ctx, params.importId))
}
