import { BIN_DAYS, type BinItem } from '#contract/bin'
import type { Thing } from '#contract/changes'
import type { SentencePart } from '../../ui/named'
import { slug } from '../../ui/slug'
import { plural } from '../../ui/ui.text'

const kinds: Record<Thing, [one: string, many: string]> = {
  realm: ['Realm', 'Realms'],
  group: ['Group', 'Groups'],
  role: ['Role', 'Roles'],
  application: ['Application', 'Applications'],
  identity: ['Person', 'People'],
  'access-request': ['Request', 'Requests'],
}

/** What goes along with a thing is of its own kind, or of the kind that belongs to it. */
const along: Record<Thing, [one: string, many: string]> = {
  realm: ['thing', 'things'],
  group: ['group', 'groups'],
  role: ['thing', 'things'],
  application: ['role', 'roles'],
  identity: ['thing', 'things'],
  'access-request': ['thing', 'things'],
}

export const binText = {
  title: 'Bin',
  description: `Deleted people, groups, roles and applications wait here for ${BIN_DAYS} days. Then they go for good.`,
  search: 'Search the bin',
  kind: 'Kind of thing',
  allKinds: 'All kinds',
  kindWord: (kind: Thing) => kinds[kind][0],
  kinds: (['group', 'role', 'application', 'identity'] as const).map((value) => ({ value, label: kinds[value][1] })),
  withIt: ({ kind, withIt }: Pick<BinItem, 'kind' | 'withIt'>) => `and ${plural(withIt, ...along[kind])} with it`,
  empty: {
    title: 'The bin is empty',
    text: `What you delete in this realm waits here for ${BIN_DAYS} days and can be restored, with everything that belongs to it.`,
  },
  columns: { name: 'Name', kind: 'Kind', deleted: 'Deleted', expires: 'Goes for good', actions: 'Actions' },
  by: 'by ',
  restore: {
    button: 'Restore',
    of: (name: string) => ` ${name}`,
    title: (name: string): SentencePart[] => ['Restore ', { name }, '?'],
    intro: 'It comes back as it was, with its links: what it gave and what it belonged to.',
    introRealm: 'It comes back as it was, with everything in it, at its old address.',
    apply: 'Restore',
    toTop:
      'The group it lay in is in the bin too: it will come back at the top level. Restore that group first to have it back in its place.',
    done: (name: string): SentencePart[] => [{ name }, ' is restored.'],
    doneAtTop: (name: string): SentencePart[] => [
      { name },
      ' is restored. It lies at the top level now, since the group it lay in is gone.',
    ],
    open: 'Open it',
    missing: 'Your role does not include what is needed to restore this. Ask an owner of the account.',
    taken: {
      title: (name: string): SentencePart[] => ['The name ', { name }, ' is taken by now'],
      text: 'Something else here was given this name meanwhile. Restore it under another one; everything else about it stays.',
      label: 'New name',
      suggestion: (name: string) => `${name} (restored)`,
      apply: 'Restore with this name',
    },
    /** Of an application only its client id must be free. */
    takenClientId: {
      title: (name: string): SentencePart[] => ['The client id of ', { name }, ' is taken by now'],
      text: 'Another application was given this client id meanwhile. Restore it under another one, which its own settings must then say too; everything else about it stays.',
      label: 'New client id',
      suggestion: (name: string) => `${slug(name, 200) || 'application'}-restored`,
      apply: 'Restore with this client id',
    },
  },
  realms: {
    title: 'Deleted realms',
    description: `Deleted realms wait here for ${BIN_DAYS} days, with everything in them. Their names stay reserved until they go for good.`,
    search: 'Search deleted realms',
    account: 'Account',
    empty: {
      title: 'No deleted realm',
      text: `A realm that you delete waits here for ${BIN_DAYS} days and can be restored with everything in it.`,
    },
    noAccount: {
      title: 'Deleted realms are not yours to see',
      text: 'Only owners delete and restore realms: your role does not include “Delete and restore realms” (realm:delete).',
    },
    all: 'All realms',
  },
}
