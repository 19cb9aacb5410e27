import { MantineProvider } from '@mantine/core'
import { Logo } from '../shell/logo'
import { theme } from '../theme'
import { SetupPage, SignInPage, SignUpPage } from './pages'
import { signInText } from './sign-in.text'
import classes from './sign-in.module.css'

export const pages = {
  '/sign-in': { Page: SignInPage, title: signInText.signIn.title },
  '/sign-up': { Page: SignUpPage, title: signInText.signUp.title },
  '/setup': { Page: SetupPage, title: signInText.setup.title },
} as const
export type PagePath = keyof typeof pages

export const isPagePath = (path: string): path is PagePath => path in pages

/** The same tree at build time and in the browser. */
export function SignInApp({ path, getStyleNonce }: { path: PagePath; getStyleNonce: () => string }) {
  const { Page } = pages[path]
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={getStyleNonce}>
      <div className={classes.ground}>
        <main className={classes.column}>
          <div className={classes.brand}>
            <Logo size={40} />
            <div>
              <p className={classes.product}>{signInText.product}</p>
              <p className={classes.keeps}>{signInText.keeps}</p>
            </div>
          </div>
          <div className={classes.panel}>
            <Page />
          </div>
        </main>
        <div className={classes.wall} aria-hidden="true" />
      </div>
    </MantineProvider>
  )
}
