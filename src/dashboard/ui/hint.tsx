import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { placeBeside } from './floating'
import classes from './hint.module.css'

interface HintProps {
  text: string
  /** For text that is no control of its own, such as a time: it can then be reached by keyboard. */
  focusable?: boolean
  /** It says what a control does: whoever has used that needs it no longer, and means the page by Esc. */
  untilUsed?: boolean
  /** Given the id of the hint, for `aria-describedby` on the control inside. */
  children: ReactNode | ((hintId: string) => ReactNode)
}

/** A short text beside a thing, on hover and on focus. A native popover: over everything, clipped by nothing. */
export function Hint({ text, focusable, untilUsed, children }: HintProps) {
  const id = useId()
  const anchor = useRef<HTMLSpanElement>(null)
  const hint = useRef<HTMLSpanElement>(null)

  const show = () => {
    const element = hint.current
    if (!element?.isConnected || !anchor.current || element.matches(':popover-open')) return
    element.showPopover()
    placeBeside(anchor.current, element, { align: 'center', side: 'above' })
  }
  const hide = () => {
    if (hint.current?.matches(':popover-open')) hint.current.hidePopover()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !hint.current?.matches(':popover-open')) return
    event.stopPropagation()
    hide()
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only notices pointer and focus meant for what is inside
    <span
      ref={anchor}
      className={classes.anchor}
      onPointerEnter={show}
      onPointerLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={onKeyDown}
      {...(untilUsed && { onClick: hide })}
      {...(focusable && { tabIndex: 0, 'aria-describedby': id })}
    >
      {typeof children === 'function' ? children(id) : children}
      <span ref={hint} id={id} role="tooltip" popover="manual" className={classes.hint}>
        {text}
      </span>
    </span>
  )
}
