export interface Placement {
  side?: 'below' | 'above'
  align?: 'start' | 'end' | 'center'
}

const GAP = 6
const EDGE = 8

/** Puts an open popover beside its anchor and inside the window, turning it over where there is no room. */
export function placeBeside(
  anchor: Element,
  floating: HTMLElement,
  { side = 'below', align = 'start' }: Placement = {},
): void {
  const from = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = floating
  const rightToLeft = getComputedStyle(anchor).direction === 'rtl'
  const startsLeft = (align === 'start') !== rightToLeft
  const wantedLeft =
    align === 'center' ? from.left + from.width / 2 - width / 2 : startsLeft ? from.left : from.right - width
  const below = from.bottom + GAP
  const above = from.top - height - GAP
  const fitsBelow = below + height <= innerHeight - EDGE
  const top =
    side === 'below' ? (fitsBelow || above < EDGE ? below : above) : above >= EDGE || !fitsBelow ? above : below
  floating.style.left = `${Math.max(EDGE, Math.min(wantedLeft, innerWidth - width - EDGE))}px`
  floating.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`
}
