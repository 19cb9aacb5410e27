import { useState } from 'react'
import type { Identity, IdentityListQuery } from '#contract/identities'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import type { Column } from '../../ui/data-table'
import { Menu, type MenuTriggerProps } from '../../ui/menu'
import { Named } from '../../ui/named'
import { ColumnsIcon } from '../../ui/rare-icons'
import { RelativeTime } from '../../ui/time'
import { identitiesText } from './identities.text'
import { NameList } from './name-list'
import { personColumn } from './person-column'

const text = identitiesText.columns

const optional = ['email', 'groups', 'lastSignIn', 'created'] as const
type Optional = (typeof optional)[number]
const usual: Optional[] = ['groups', 'lastSignIn', 'created']

const key = 'castellan:people-columns'

function read(): Optional[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return Array.isArray(kept) ? optional.filter((column) => kept.includes(column)) : usual
  } catch {
    // Storage may be switched off, or hold something else.
    return usual
  }
}

/** Which columns this browser shows. */
export function useColumns() {
  const [shown, setShown] = useState(read)
  const toggle = (column: Optional) => {
    const next = optional.filter((one) => (one === column ? !shown.includes(one) : shown.includes(one)))
    setShown(next)
    try {
      localStorage.setItem(key, JSON.stringify(next))
    } catch {
      // Then they are as usual next time.
    }
  }
  return { shown, toggle }
}

/** With "not seen for" only the last sign-in can be sorted by, so that column stands whatever is chosen. */
export function identityColumns(realm: string, shown: Optional[], query: IdentityListQuery): Column<Identity>[] {
  const unseen = query.notSeenDays !== undefined
  const columns: Record<Optional, Column<Identity>> = {
    email: {
      header: text.email,
      cell: ({ email }) => email && <Named>{email}</Named>,
    },
    groups: {
      header: text.groups,
      cell: ({ groups }) =>
        groups.total > 0 && (
          <NameList
            names={groups.items}
            to={({ id }) => paths.group(realm, id)}
            more={groups.total - groups.items.length}
          />
        ),
    },
    lastSignIn: {
      header: text.lastSignIn,
      sort: 'lastSignIn',
      descendingFirst: true,
      width: '9rem',
      cell: ({ lastSignInAt }) =>
        lastSignInAt ? <RelativeTime at={lastSignInAt} focusable={false} /> : identitiesText.never,
    },
    created: {
      header: text.created,
      sort: 'createdAt',
      descendingFirst: true,
      width: '9rem',
      cell: ({ createdAt }) => <RelativeTime at={createdAt} focusable={false} />,
    },
  }
  const sortable = (column: Column<Identity>): Column<Identity> => {
    const { sort, ...plain } = column
    return unseen && sort !== 'lastSignIn' ? plain : column
  }
  return [
    personColumn<Identity>({ realm, header: text.person, of: (person) => person }),
    ...optional
      .filter((one) => shown.includes(one) || (one === 'lastSignIn' && (unseen || /lastSignIn/.test(query.sort))))
      .map((one) => columns[one]),
  ].map(sortable)
}

export const ColumnMenu = ({ shown, toggle }: ReturnType<typeof useColumns>) => (
  <Menu
    label={text.choose}
    trigger={Trigger}
    align="start"
    items={optional.map((column) => ({
      label: text[column],
      checked: shown.includes(column),
      several: true,
      onSelect: () => toggle(column),
    }))}
  />
)

const Trigger = (props: MenuTriggerProps) => (
  <Button icon={ColumnsIcon} {...props}>
    {text.choose}
  </Button>
)
