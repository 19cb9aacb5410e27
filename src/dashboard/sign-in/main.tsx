import './sign-in.css'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { getStyleNonce } from '../nonce'
import { isPagePath, SignInApp } from './app'
import { takeSetupToken } from './setup-token'

if (location.pathname === '/setup') takeSetupToken()

const root = document.getElementById('root')
if (!root) throw new Error('The sign-in page has lost its #root')
const app = (
  <SignInApp path={isPagePath(location.pathname) ? location.pathname : '/sign-in'} getStyleNonce={getStyleNonce} />
)

// In development nothing is prerendered.
if (root.firstElementChild) hydrateRoot(root, app)
else createRoot(root).render(app)
