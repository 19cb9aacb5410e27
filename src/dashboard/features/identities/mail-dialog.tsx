import { useState } from 'react'
import type { MailState } from '#contract/identities'
import { Button } from '../../ui/button'
import { DialogActions, DialogFrame } from '../../ui/dialog-frame'
import { CopyIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { uiText } from '../../ui/ui.text'
import { identitiesText } from './identities.text'
import classes from './mail-dialog.module.css'

const text = identitiesText.mail

/** A mail as it was written, to be read and passed on by hand. */
export function MailDialog({ mail, onGone }: { mail: MailState; onGone: () => void }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(mail.body)
    setCopied(true)
  }
  return (
    <DialogFrame title={text.title} onGone={onGone}>
      {(close) => (
        <>
          <dl className={classes.head}>
            <dt>{text.to}</dt>
            <dd>
              <Named>{mail.recipient}</Named>
            </dd>
            <dt>{text.subject}</dt>
            <dd>
              <Named>{mail.subject}</Named>
            </dd>
          </dl>
          {/* It may scroll, so the keyboard must be able to reach it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above */}
          <section className={classes.body} aria-label={text.body} tabIndex={0} dir="auto">
            {mail.body}
          </section>
          <DialogActions>
            <output className={classes.copied}>{copied ? text.copied : ''}</output>
            <Button onClick={close}>{uiText.close}</Button>
            <Button kind="primary" icon={CopyIcon} onClick={() => void copy()}>
              {text.copy}
            </Button>
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}
