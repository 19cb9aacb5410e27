import { createBrowserRouter, createPath, type LoaderFunction, type RouteObject } from 'react-router'
import { auth } from '#contract/auth'
import { call } from './api/call'
import { ensure } from './api/query-client'
import { meQueries } from './features/me/me.queries'
import routeTree from './routes.json'
import { ErrorPage } from './shell/error-page'
import { NotFoundPage } from './shell/not-found-page'
import { Shell, ShellSkeleton } from './shell/shell'

/**
 * One entry of routes.json, which the build reads as well: so the server knows which files a page will ask for.
 * `page`: its module, below features/. A child is a panel, which opens over its page.
 */
interface RouteEntry {
  path: string
  page: string
  children?: RouteEntry[]
}

interface PageModule {
  Page: React.ComponentType
  loader?: LoaderFunction
}

const modules = import.meta.glob<PageModule>(['./features/**/*-page.tsx', './features/**/*-form.tsx'])

/** A chunk that is gone: a new version was deployed while this page was open. Loading the wanted page anew brings it. */
async function renewed(error: unknown): Promise<never> {
  // Where the server cannot be reached, nothing is new, and this throws what the error page shows.
  await call(auth.me, {})
  const key = 'castellan:renewed-at'
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 30_000) throw error
  sessionStorage.setItem(key, String(Date.now()))
  location.assign(createPath(router.state.navigation.location ?? location))
  return new Promise(() => {})
}

/**
 * Stands in for a page whose code could not be had, since React Router shows nothing at all when `lazy` fails. Asked again,
 * it loads the page anew, once the server can be reached.
 */
function missing(error: unknown): PageModule {
  let isFirst = true
  return {
    Page: () => null,
    loader: async ({ request }) => {
      if (isFirst) {
        isFirst = false
        throw error
      }
      await call(auth.me, {})
      location.assign(request.url)
      return new Promise(() => {})
    },
  }
}

function routeOf({ path, page, children = [] }: RouteEntry, panel: boolean): RouteObject {
  const load = modules[`./features/${page}.tsx`]
  if (!load) throw new Error(`routes.json names a page that does not exist: ${page}`)
  return {
    path,
    handle: { panel },
    // A panel's failure takes only the panel away when its page stands; a page's failure keeps the shell.
    errorElement: <ErrorPage />,
    lazy: async () => {
      const module = await load().catch(renewed).catch(missing)
      return { Component: module.Page, ...(module.loader && { loader: module.loader }) }
    },
    children: children.map((child) => routeOf(child, true)),
  }
}

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <ErrorPage alone />,
    hydrateFallbackElement: <ShellSkeleton />,
    loader: () => ensure(meQueries.get()),
    shouldRevalidate: () => false,
    children: [
      {
        errorElement: <ErrorPage />,
        children: [...routeTree.map((entry) => routeOf(entry, false)), { path: '*', element: <NotFoundPage /> }],
      },
    ],
  },
])
