import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import type { LoaderFunctionArgs } from 'react-router'
import { type RealmSettings, settings, type SettingsPatch, type SettingsValues } from '#contract/settings'
import { ApiError } from '../../api/api-error'
import { callWithEvent } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { FormPanel } from '../../ui/form-panel'
import { notify } from '../../ui/notices'
import { refreshSettings, settingsQueries } from './settings.queries'
import { settingsText } from './settings.text'

export const settingsLoader = ({ params: { realm = '' } }: LoaderFunctionArgs) => ensure(settingsQueries.get(realm))

export const useSettings = (realm: string): RealmSettings => useSuspenseQuery(settingsQueries.get(realm)).data

interface SettingsPanelProps<Values extends FieldValues, Output> {
  realm: string
  title: string
  description?: ReactNode
  form: UseFormReturn<Values, unknown, Output>
  /** Between what is on screen and the settings. */
  toValues: (values: SettingsValues) => Values
  toPatch: (values: Output) => SettingsPatch
  labels: Partial<Record<keyof Values & string, string>>
  words?: Partial<Record<keyof Values & string, (value: unknown) => string>>
  /** The form's fields by the beginning of the paths that the server names. */
  fields?: Record<string, keyof Values & string>
  /** Asks before it is saved; null: the person thought better of it. */
  ask?: (patch: SettingsPatch) => Promise<SettingsPatch | null>
  children: ReactNode
}

/** A panel that edits some settings of a realm. */
export function SettingsPanel<Values extends FieldValues, Output>({
  realm,
  title,
  description,
  form,
  toValues,
  toPatch,
  labels,
  words,
  fields = {},
  ask,
  children,
}: SettingsPanelProps<Values, Output>) {
  const data = useSettings(realm)
  const save = async (values: Output, version: number | undefined) => {
    const patch = ask ? await ask(toPatch(values)) : toPatch(values)
    if (!patch) return false
    const input = { params: { realm }, body: patch, ifMatch: version ?? data.version }
    const { eventId } = await callWithEvent(settings.update, input).catch((error: unknown) => {
      throw onFields(error, fields)
    })
    await refreshSettings(realm)
    if (eventId) void notify({ message: settingsText.saved, undoEventId: eventId })
    return undefined
  }
  return (
    <FormPanel
      form={form}
      title={settingsText.editSection(title)}
      {...(description !== undefined && { description })}
      submitLabel={settingsText.save}
      save={save}
      closeTo={paths.realmSettings(realm)}
      version={data.version}
      conflict={{
        // `details.current` is what the settings’ own endpoint answers.
        toValues: (current) => toValues((current as unknown as RealmSettings).values),
        labels,
        ...(words && { words }),
      }}
    >
      {children}
    </FormPanel>
  )
}

/** The server names the settings, the form its own fields: what is wrong lands where it can be put right. */
function onFields(error: unknown, names: Record<string, string>): unknown {
  if (!(error instanceof ApiError)) return error
  const entries = Object.entries(error.fields).map(([path, message]): [string, string] => {
    const start = Object.keys(names).find((name) => path === name || path.startsWith(`${name}.`))
    return start === undefined ? [path, message] : [`${names[start] ?? ''}${path.slice(start.length)}`, message]
  })
  const { status, code, message, details, requestId } = error
  return new ApiError({ status, code, message, details, requestId, fields: Object.fromEntries(entries) })
}
