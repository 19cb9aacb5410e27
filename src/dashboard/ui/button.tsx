import { ActionIcon, Button as MantineButton, type ButtonProps as MantineButtonProps } from '@mantine/core'
import type { MouseEventHandler, ReactNode, Ref } from 'react'
import { Link } from 'react-router'
import { Hint } from './hint'
import type { Icon } from './icons'

type Kind = 'primary' | 'default' | 'quiet' | 'danger'

const looks: Record<Kind, Pick<MantineButtonProps, 'variant' | 'color'>> = {
  primary: { variant: 'filled' },
  default: { variant: 'default' },
  quiet: { variant: 'subtle' },
  danger: { variant: 'filled', color: 'red.8' },
}

interface Common {
  children: ReactNode
  kind?: Kind
  icon?: Icon
  size?: 'xs' | 'sm' | 'md'
  fullWidth?: boolean
  /** Why it cannot be used now: it stays visible and focusable and says so. */
  disabledReason?: string | undefined
}

interface ButtonProps extends Common {
  type?: 'button' | 'submit'
  loading?: boolean
  onClick?: MouseEventHandler<HTMLButtonElement>
  autoFocus?: boolean
  /** The form it submits, when it stands outside of it. */
  form?: string
  ref?: Ref<HTMLButtonElement>
  'aria-describedby'?: string
  'data-autofocus'?: boolean
}

const section = (icon: Icon | undefined) => {
  const Shape = icon
  return Shape ? { leftSection: <Shape size={16} /> } : {}
}

/** Our button: one primary per view, verbs as labels, `disabledReason` instead of a silent `disabled`. */
export function Button({
  kind = 'default',
  icon,
  disabledReason,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const common = { ...looks[kind], ...section(icon), type, ...rest }
  if (!disabledReason) {
    return (
      <MantineButton {...common} {...(onClick && { onClick })}>
        {children}
      </MantineButton>
    )
  }
  return (
    <Hint text={disabledReason}>
      {(hintId) => (
        <MantineButton
          {...common}
          aria-disabled="true"
          data-disabled
          aria-describedby={hintId}
          onClick={(event) => event.preventDefault()}
        >
          {children}
        </MantineButton>
      )}
    </Hint>
  )
}

/** A link that looks like a button; with a `disabledReason` it becomes a button that says why. */
export function LinkButton({ to, kind = 'default', icon, disabledReason, children, ...rest }: Common & { to: string }) {
  if (disabledReason) {
    return (
      <Button kind={kind} disabledReason={disabledReason} {...(icon && { icon })} {...rest}>
        {children}
      </Button>
    )
  }
  return (
    <MantineButton component={Link} to={to} {...looks[kind]} {...section(icon)} {...rest}>
      {children}
    </MantineButton>
  )
}

/** A button with a picture only: `label` is its name for everyone, as a hint on hover too. */
export function IconButton({
  label,
  icon: Shape,
  onClick,
  ref,
}: {
  label: string
  icon: Icon
  onClick: () => void
  ref?: Ref<HTMLButtonElement>
}) {
  return (
    <Hint text={label} untilUsed>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick} {...(ref && { ref })}>
        <Shape size={17} />
      </ActionIcon>
    </Hint>
  )
}
