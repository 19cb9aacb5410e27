/**
 * The form in which names are compared, sorted and searched: NFKC, lower case, trimmed. Made here and not by a database,
 * since SQLite's `lower()` knows ASCII only and PostgreSQL's depends on its locale.
 */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().trim()
