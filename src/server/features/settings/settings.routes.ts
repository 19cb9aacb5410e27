import { settings } from '#contract/settings'
import type { Handle } from '../../http/routes'
import { settingsService as service } from './settings.service'

export function settingsRoutes(handle: Handle): void {
  handle(settings.get, ({ ctx }) => service.get(ctx))
  handle(settings.update, ({ ctx, body }) => service.update(ctx, body))
}
