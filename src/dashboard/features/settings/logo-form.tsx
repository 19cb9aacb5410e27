import { zodResolver } from '@hookform/resolvers/zod'
import { useId } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { useParams } from 'react-router'
import * as z from 'zod/mini'
import { Logo, LOGO_MAX_BYTES, type SettingsPatch, type SettingsValues } from '#contract/settings'
import { Button } from '../../ui/button'
import { BinIcon } from '../../ui/icons'
import { SettingsPanel, settingsLoader, useSettings } from './settings-panel'
import { settingsText } from './settings.text'
import classes from './logo-form.module.css'

export const loader = settingsLoader

const text = settingsText.about
const TYPES = ['image/png', 'image/jpeg', 'image/webp']

const Form = z.object({ logo: Logo })
type Form = z.output<typeof Form>
const toValues = ({ logo }: SettingsValues): Form => ({ logo })
const toPatch = ({ logo }: Form): SettingsPatch => ({ logo })

export function Page() {
  const { realm = '' } = useParams()
  const { values } = useSettings(realm)
  const id = useId()
  const form = useForm({ resolver: zodResolver(Form), defaultValues: toValues(values) })
  const { control, setError, setValue } = form
  const logo = useWatch({ control, name: 'logo' })
  const { errors } = form.formState
  const refuse = (message: string) => setError('logo', { type: 'manual', message })
  const set = (value: string) => setValue('logo', value, { shouldDirty: true, shouldValidate: true })
  const choose = async (file: File | undefined) => {
    if (!file) return
    if (!TYPES.includes(file.type)) refuse(text.wrongFile)
    else if (file.size > LOGO_MAX_BYTES) refuse(text.tooLarge(Math.ceil(file.size / 1024)))
    else
      try {
        set(await asDataUrl(file))
      } catch {
        refuse(text.unreadable)
      }
  }
  return (
    <SettingsPanel
      realm={realm}
      title={text.logo}
      form={form}
      toValues={toValues}
      toPatch={toPatch}
      labels={{ logo: text.logo }}
      words={{ logo: (value) => (value ? text.logo : text.noLogo) }}
    >
      <div className={classes.field}>
        <label htmlFor={id}>{text.file}</label>
        <p id={`${id}-hint`} className={classes.hint}>
          {text.fileHint}
        </p>
        <input
          id={id}
          type="file"
          accept={TYPES.join(',')}
          aria-describedby={`${id}-hint ${id}-error`}
          aria-invalid={Boolean(errors.logo)}
          onChange={(event) => void choose(event.currentTarget.files?.[0])}
        />
        <p id={`${id}-error`} role="alert" className={classes.error}>
          {errors.logo?.message}
        </p>
      </div>
      {logo && (
        <div className={classes.chosen}>
          <img src={logo} alt={text.preview} />
          <Button size="xs" icon={BinIcon} onClick={() => set('')}>
            {text.remove}
          </Button>
        </div>
      )}
    </SettingsPanel>
  )
}

const asDataUrl = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(file)
  })
