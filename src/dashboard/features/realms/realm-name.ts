import { slug } from '../../ui/slug'

/** A name for a realm from what people call it: "Acme Staff (EU)" → "acme-staff-eu". Empty when nothing is left of it. */
export function realmNameFrom(displayName: string): string {
  const name = slug(displayName, 63)
  return name.length < 2 ? '' : name
}
