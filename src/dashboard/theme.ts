import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Verdigris, the green of old copper roofs: the one accent. */
const verdigris: MantineColorsTuple = [
  '#eaf6f3',
  '#d6ece7',
  '#aedad0',
  '#83c7b8',
  '#5fc2ae',
  '#37a18c',
  '#1a7d6c',
  '#0f6b5d',
  '#0b594d',
  '#07443b',
]

/** Greys with a little of the warmth of stone. */
const stone: MantineColorsTuple = [
  '#f8f7f4',
  '#f1efeb',
  '#e6e3dd',
  '#d7d3cb',
  '#b9b4aa',
  '#8f8a80',
  '#6b675f',
  '#504d47',
  '#383631',
  '#22211e',
]

/** The same stone at night. */
const slate: MantineColorsTuple = [
  '#e9e7e2',
  '#b6b3ac',
  '#99968f',
  '#6e6c67',
  '#43433f',
  '#34342f',
  '#242522',
  '#1c1d1b',
  '#151614',
  '#0f100f',
]

/** Each system's own face by name first: plain `system-ui` is a very wide one on many Linux machines. */
const systemFont =
  '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, Cantarell, Ubuntu, "Noto Sans", "Liberation Sans", system-ui, sans-serif'

export const theme = createTheme({
  colors: { verdigris, gray: stone, dark: slate },
  primaryColor: 'verdigris',
  primaryShade: { light: 7, dark: 6 },
  black: '#22211e',
  fontFamily: systemFont,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  headings: { fontFamily: systemFont, fontWeight: '620' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '18px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: {
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 0.4 },
        transitionProps: { duration: 120 },
      },
    },
    Drawer: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 0.4 },
        transitionProps: { duration: 140 },
      },
    },
    Button: { defaultProps: { size: 'sm' } },
  },
})
