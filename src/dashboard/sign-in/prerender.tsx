import { renderToString } from 'react-dom/server'
import { pages, type PagePath, SignInApp } from './app'

/** Each page of this entry as HTML, with a place for the nonce of the answer. Used by the build. */
export const prerender = (): { path: string; title: string; html: string }[] =>
  // Object.keys forgets that these are the pages' paths.
  (Object.keys(pages) as PagePath[]).map((path) => ({
    path,
    title: pages[path].title,
    html: renderToString(<SignInApp path={path} getStyleNonce={() => '%NONCE%'} />),
  }))
