import { useState } from 'react'
import { Button } from '../../ui/button'
import { CopyIcon } from '../../ui/icons'
import { playbooksText } from './playbooks.text'
import classes from './receipt.module.css'

const text = playbooksText.receipt

/** Takes words to the clipboard, and says when they are there. */
export function CopyButton({ label, words }: { label: string; words: () => string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(words())
    setCopied(true)
  }
  return (
    <>
      <Button
        size="xs"
        icon={CopyIcon}
        // Browsers keep it from pages that came over plain http.
        disabledReason={window.isSecureContext ? undefined : text.noClipboard}
        onClick={() => void copy()}
      >
        {label}
      </Button>
      <output className={classes.copied}>{copied ? text.copied : ''}</output>
    </>
  )
}
