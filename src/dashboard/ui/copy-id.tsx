import { useState } from 'react'
import { Hint } from './hint'
import { CheckIcon, CopyIcon } from './icons'
import { uiText } from './ui.text'
import classes from './copy-id.module.css'

/** An id that one click copies. `what` names it: "Copy group id". Shortened to its end, where version 7 UUIDs differ. */
export function CopyId({ id, what = 'id', short = true }: { id: string; what?: string; short?: boolean }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(id)
    setCopied(true)
    setTimeout(() => setCopied(false), 1600)
  }
  return (
    <Hint text={copied ? uiText.copied : id}>
      <button
        type="button"
        className={classes.copy}
        onClick={() => void copy()}
        aria-label={`${uiText.copy(what)} ${id}`}
      >
        <span className={classes.text}>{short ? `…${id.slice(-8)}` : id}</span>
        {copied ? <CheckIcon size={13} /> : <CopyIcon size={13} />}
        <output className="visually-hidden">{copied ? uiText.copied : ''}</output>
      </button>
    </Hint>
  )
}
