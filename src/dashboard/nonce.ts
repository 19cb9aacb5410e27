import { setNonce } from 'get-nonce'

/** The page's own nonce, read from a script that carries it: browsers hide it from attributes but not from the property. */
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''

// The scroll lock of dialogs writes a style element of its own and asks get-nonce; Mantine asks getStyleNonce.
setNonce(nonce)

export const getStyleNonce = (): string => nonce
