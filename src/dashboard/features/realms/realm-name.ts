/** A name for a realm from what people call it: "Acme Staff (EU)" → "acme-staff-eu". Empty when nothing is left of it. */
export function realmNameFrom(displayName: string): string {
  const name = displayName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[’']/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, 63)
    .replace(/-+$/, '')
  return name.length < 2 ? '' : name
}
