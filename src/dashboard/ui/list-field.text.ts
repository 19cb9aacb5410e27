import { count } from './ui.text'

export const listFieldText = {
  entry: (label: string, n: number) => `${label} ${count(n)}`,
  remove: (label: string, value: string) => `Remove ${value || label}`,
}
