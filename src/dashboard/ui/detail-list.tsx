import type { ReactNode } from 'react'
import { Named } from './named'
import classes from './detail-list.module.css'

export interface Detail {
  label: string
  /** Several stand one below the other. */
  values: ReactNode[]
  /** Said quietly where there is no value. */
  none?: string
}

/** What there is to know about a thing, in more words than facts have: a name on the left, what holds on the right. */
export const DetailList = ({ details }: { details: Detail[] }) => (
  <dl className={classes.details}>
    {details.map(({ label, values, none }) => (
      <div key={label}>
        <dt>
          <Named>{label}</Named>
        </dt>
        {values.length === 0 ? (
          <dd className={classes.none}>{none}</dd>
        ) : (
          // They only ever change as a whole.
          // oxlint-disable-next-line react/no-array-index-key -- see above
          values.map((value, at) => <dd key={at}>{value}</dd>)
        )}
      </div>
    ))}
  </dl>
)
