// @ts-check
import { readFileSync } from 'node:fs'

/**
 * @typedef {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void} Handler
 * @typedef {{ handle: Handler, close: () => Promise<void> }} Running
 * @typedef {{ path: string, page: string, children?: RouteEntry[] }} RouteEntry
 */

/** @param {string} url */
const isApi = (url) => /^\/(api|healthz|readyz)(\/|\?|$)/.test(url)

/**
 * `npm run dev`: one process and one port. The API's code is loaded through Vite, so an edit of it is live at once.
 *
 * @returns {import('vite').Plugin}
 */
export const apiInDevelopment = () => ({
  name: 'castellan:api-in-development',
  apply: 'serve',
  configureServer(server) {
    if (process.env['VITEST']) return
    const load = async () => {
      const { createHandler } = await server.ssrLoadModule('/src/server/dev.ts')
      const address = server.httpServer?.address()
      const port = address && typeof address === 'object' ? address.port : server.config.server.port
      return createHandler(`http://localhost:${port}`)
    }
    /** @type {Promise<Running> | undefined} */
    let running
    const runningNow = () => (running ??= load())
    // At once, since it prints the set-up link.
    server.httpServer?.once(
      'listening',
      () => void runningNow().catch((error) => server.config.logger.error(String(error))),
    )
    server.watcher.on('change', (path) => {
      if (!/src\/(server|contract)\//.test(path)) return
      // The old one lets go of the database; one that never started has nothing to let go of.
      void running?.then(({ close }) => close()).catch(() => {})
      running = undefined
    })
    server.middlewares.use((request, response, next) => {
      const url = request.url ?? '/'
      if (isApi(url)) {
        runningNow().then(
          ({ handle }) => handle(request, response),
          (error) => {
            running = undefined
            next(error)
          },
        )
        return
      }
      if (/^\/(sign-in|sign-up|setup)(\?|$)/.test(url)) request.url = '/src/dashboard/sign-in/index.html'
      next()
    })
  },
})

/**
 * Sets the colour scheme before the first paint: what Mantine's ColorSchemeScript writes, which is only a component.
 *
 * @returns {import('vite').Plugin}
 */
export const colorSchemeScript = () => ({
  name: 'castellan:color-scheme',
  transformIndexHtml: () => [
    {
      tag: 'script',
      attrs: { nonce: '%NONCE%' },
      injectTo: 'head-prepend',
      children:
        "try{var s=localStorage.getItem('mantine-color-scheme-value')}catch(e){}" +
        "document.documentElement.setAttribute('data-mantine-color-scheme',s==='light'||s==='dark'?s:matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light')",
    },
  ],
})

/** Mantine's variables for eleven palettes that we never show: a quarter of the style sheet. */
export const withoutUnusedPalettes = {
  postcssPlugin: 'castellan-palettes',
  /** @param {{ prop: string, remove(): void }} declaration */
  Declaration(declaration) {
    if (/^--mantine-color-(pink|grape|violet|indigo|cyan|teal|lime|yellow|orange|blue|green)-/.test(declaration.prop))
      declaration.remove()
  },
}

/**
 * Every route with the modules of its page and of the panel over it. Fixed words stand before parameters, since the first
 * that matches wins: '~' sorts behind every letter.
 *
 * @param {RouteEntry[]} entries
 * @param {string} [base]
 * @param {string[]} [above]
 * @returns {{ path: string, pages: string[] }[]}
 */
function flatten(entries, base = '', above = []) {
  /** @param {string} path */
  const order = (path) => path.replace(/:\w+/g, '~')
  return entries
    .flatMap((entry) => {
      const path = `${base}/${entry.path}`
      const pages = [...above, entry.page]
      return [...flatten(entry.children ?? [], path, pages), { path, pages }]
    })
    .sort((a, b) => (order(a.path) < order(b.path) ? -1 : 1))
}

/**
 * Writes `preload.json`: for each route the files that its lazy page needs beyond those in the HTML, so that the server
 * can name them in the page and the browser does not find them one after another.
 *
 * @returns {import('vite').Plugin}
 */
export const preloadMap = () => ({
  name: 'castellan:preload-map',
  // After Vite has removed the chunks that held nothing but styles.
  enforce: 'post',
  apply: 'build',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
    // By what is in it: a chunk that a group of vite.config.ts has gathered is no entry any more.
    const app = chunks.find((chunk) => chunk.moduleIds.some((id) => id.endsWith('/src/dashboard/main.tsx')))
    // The builds of the server and of the prerendering have none.
    if (!app) return
    /** @param {string} file */
    const reach = (file, found = new Set()) => {
      const chunk = chunks.find((candidate) => candidate.fileName === file)
      if (!chunk || found.has(file)) return found
      found.add(file)
      for (const imported of chunk.imports) reach(imported, found)
      return found
    }
    const present = reach(app.fileName)
    const routes = JSON.parse(readFileSync(new URL('../dashboard/routes.json', import.meta.url), 'utf8'))
    const map = flatten(routes).map(({ path, pages }) => {
      const wanted = pages.flatMap((page) =>
        chunks.filter((chunk) => chunk.facadeModuleId?.endsWith(`/features/${page}.tsx`)),
      )
      const reached = new Set(wanted.flatMap((chunk) => [...reach(chunk.fileName)]))
      const scripts = [...reached].filter((file) => !present.has(file))
      const styles = scripts.flatMap((file) => {
        const chunk = chunks.find((candidate) => candidate.fileName === file)
        // Vite keeps here which style sheets a chunk brings along.
        return [...(chunk?.viteMetadata?.importedCss ?? [])]
      })
      return {
        path,
        scripts: scripts.map((file) => `/${file}`),
        styles: [...new Set(styles)].map((file) => `/${file}`),
      }
    })
    this.emitFile({ type: 'asset', fileName: 'preload.json', source: JSON.stringify(map) })
  },
})
