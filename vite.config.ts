import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
// The types alone: a production install has no Vitest, and builds with this file.
import type {} from 'vitest/config'
import { apiInDevelopment, colorSchemeScript, preloadMap, withoutUnusedPalettes } from './src/tools/vite-plugins.mjs'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Modules of Mantine that both entries use: they travel in the one chunk that sign-in has already brought along. */
const sharedMantine =
  /@mantine[\\/]core[\\/]esm[\\/]core[\\/]|@mantine[\\/]core[\\/]esm[\\/]components[\\/](ActionIcon|Anchor|Button|CloseButton|Input|InputBase|InlineInput|Loader|PasswordInput|Portal|Text|TextInput|Transition|UnstyledButton)[\\/]|@mantine[\\/]hooks[\\/]esm[\\/](?!use-(click-outside|debounced|drag|focus|hotkeys|long-press))|clsx|preload-helper/

/** The same of our own. */
const sharedOwn = /dashboard[\\/](theme\.ts|nonce\.ts|shell[\\/]logo\.tsx)/

/** What opens over a page loads when it is first wanted. */
const overlays =
  /@mantine[\\/]core[\\/]esm[\\/]components[\\/](CloseButton|Combobox|Drawer|FocusTrap|Floating|Modal|ModalBase|NativeScrollArea|Overlay|Popover|ScrollArea|Select|Tooltip)[\\/]|@mantine[\\/]core[\\/]esm[\\/]utils|@mantine[\\/]hooks|@floating-ui|react-remove-scroll|react-style-singleton|use-callback-ref|use-sidecar|tabbable/

const forms =
  /react-hook-form|@hookform|@mantine[\\/]core[\\/]esm[\\/]components[\\/](Checkbox|Pill|PillsInput|Radio|Switch|Textarea)[\\/]|react-textarea-autosize/

/** Both databases run the same files. The times leave room for a busy machine; a test that hangs is found all the same. */
const serverTests = { include: ['src/server/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 }

/** The small blocks of lists, which every list page shares: one file instead of ten. */
const blocks =
  /dashboard[\\/]ui[\\/](badge|columns|copy-id|data-table|empty-state|filter-select|list-frame|list-query|named|open-dialog|path-names|pick|plain-table|progress|review|search-box|section-list|segmented|table-pager|table-parts|time|time-format|title|use-once)\.(tsx?|module\.css)/

export default defineConfig(({ command, isSsrBuild }) => ({
  plugins: [react(), apiInDevelopment(), colorSchemeScript(), preloadMap()],
  html: { cspNonce: '%NONCE%' },
  css: { postcss: { plugins: [withoutUnusedPalettes] } },
  build: isSsrBuild
    ? {
        outDir: 'dist/server',
        target: 'node20',
        minify: false,
        copyPublicDir: false,
        rolldownOptions: {
          output: {
            format: 'es' as const,
            entryFileNames: '[name].js',
            // Bundled CommonJS packages still call require() for Node's own modules.
            banner:
              "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
          },
        },
      }
    : {
        outDir: 'dist/client',
        target: 'es2022',
        manifest: true,
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        rolldownOptions: {
          input: { app: file('./index.html'), 'sign-in': file('./src/dashboard/sign-in/index.html') },
          output: {
            codeSplitting: {
              // Few files and no waterfall: what both entries need, what every page needs, and three lazy bundles.
              groups: [
                {
                  name: 'base',
                  test: (id: string) =>
                    /node_modules[\\/](react|react-dom|scheduler|get-nonce)[\\/]/.test(id) ||
                    sharedMantine.test(id) ||
                    sharedOwn.test(id),
                  priority: 5,
                },
                { name: 'overlays', test: overlays, priority: 4 },
                { name: 'forms', test: forms, priority: 4 },
                {
                  name: 'notices',
                  test: /@mantine[\\/](notifications|store)|@mantine[\\/]core[\\/]esm[\\/]components[\\/]Notification[\\/]|react-transition-group/,
                  priority: 3,
                },
                { name: 'blocks', test: blocks, priority: 0 },
                {
                  name: 'app',
                  tags: ['$initial' as const],
                  test: (id: string) => !id.includes('dashboard/sign-in/') && !id.includes('.html'),
                  priority: 1,
                },
              ],
            },
          },
        },
      },
  ssr: {
    // In one file it starts twice as fast. In development CommonJS packages must stay outside.
    ...(command === 'build' && { noExternal: true as const }),
    // They carry or look for binaries, which cannot be bundled.
    external: ['libsql', '@node-rs/argon2', 'pg-native'],
  },
  test: {
    // By itself it would leave one processor free, which on two is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        plugins: [react()],
        test: { name: 'unit', include: ['src/{contract,dashboard,tools}/**/*.test.{ts,tsx}'], testTimeout: 20_000 },
      },
      // `src/server/testing` reads which database is meant.
      { test: { ...serverTests, name: 'sqlite', env: { TEST_DATABASE: 'sqlite' } } },
      {
        test: {
          ...serverTests,
          name: 'postgres',
          env: { TEST_DATABASE: 'postgres' },
          globalSetup: './src/tools/vitest-postgres.mjs',
        },
      },
    ],
  },
}))
