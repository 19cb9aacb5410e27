const two = (n: number): string => String(n).padStart(2, '0')

/** A day as a date field holds it, where the person is. */
export const dayOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`

/** The instant at which a day begins, where the person is. */
export const startOf = (day: string): string => new Date(`${day}T00:00`).toISOString()
