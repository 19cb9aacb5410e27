import { settings } from '#contract/settings'
import type { Handle } from '../../http/routes'
import { remindersService as service } from './reminders.service'

export function reminderRoutes(handle: Handle): void {
  handle(settings.remindOfSecondStep, ({ ctx, body }) => service.remind(ctx, body))
}
