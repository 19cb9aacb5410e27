import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ExternalIcon } from '../../ui/rare-icons'
import { playbooksText } from './playbooks.text'

/** A look at something else, in a tab of its own: what is done here so far stays. */
export const NewTab = ({ to, children }: { to: string; children: ReactNode }) => (
  <Link to={to} target="_blank" rel="noreferrer">
    {children} <ExternalIcon size={13} />
    <span className="visually-hidden">{playbooksText.person.newTab}</span>
  </Link>
)
