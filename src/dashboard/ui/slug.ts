/** A plain name for machines from what people call a thing: "Acme Staff (EU)" → "acme-staff-eu". Empty when nothing is left. */
export const slug = (text: string, max: number): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[’']/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, max)
    .replace(/-+$/, '')
