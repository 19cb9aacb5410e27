import { TextInput } from '@mantine/core'
import { Sentence } from './named'
import { uiText } from './ui.text'

interface TypeNameProps {
  name: string
  value: string
  onChange: (value: string) => void
}

/** A name to be typed before something that cannot be taken back. */
export const TypeName = ({ name, value, onChange }: TypeNameProps) => (
  <TextInput
    label={<Sentence parts={['Type ', { name }, ' to confirm']} />}
    value={value}
    autoComplete="off"
    autoCapitalize="off"
    spellCheck={false}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
)

/** Why the button waits. */
export const typedReason = (name: string | undefined, value: string): string | undefined =>
  name === undefined || value.trim() === name ? undefined : uiText.typeToConfirm(name)
