import { queryOptions } from '@tanstack/react-query'
import { identities } from '#contract/identities'
import { settings } from '#contract/settings'
import { call, previewOf } from '../../api/call'
import { queryClient } from '../../api/query-client'

export const settingsQueries = {
  get: (realm: string) =>
    queryOptions({
      queryKey: ['realms', realm, 'settings'] as const,
      queryFn: ({ signal }) => call(settings.get, { params: { realm } }, signal),
    }),
  /** How many people of a realm have no second step. */
  withoutSecondStep: (realm: string) =>
    queryOptions({
      queryKey: ['realms', realm, 'identities', 'without-second-step'] as const,
      queryFn: async ({ signal }) => {
        const query = { secondStep: 'none' as const, limit: 1 }
        const { total, totalExact } = await call(identities.list, { params: { realm }, query }, signal)
        return { total, totalExact }
      },
      retry: false,
    }),
}

/** Who would be reminded of a second step. */
export const remindersPreview = (realm: string) =>
  queryOptions({
    queryKey: ['realms', realm, 'second-step-reminders'] as const,
    queryFn: ({ signal }) => previewOf(settings.remindOfSecondStep, { params: { realm }, body: {} }, signal),
    staleTime: 0,
    retry: false,
  })

/** A realm's settings show in its overview, its activity, and in who holds what. */
export const refreshSettings = (realm: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['realms', realm] })
