import { useRevalidator, useRouteError } from 'react-router'
import { isApiError } from '../api/api-error'
import { Button } from '../ui/button'
import { PageHeader } from '../ui/page-header'
import { Problem } from '../ui/problem'
import { NotFoundPage } from './not-found-page'
import { shellText } from './shell.text'
import classes from './shell.module.css'

/** Instead of a page that could not be loaded or shown. `alone`: even the shell could not. */
export function ErrorPage({ alone = false }: { alone?: boolean }) {
  const error = useRouteError()
  const again = useRevalidator()
  if (isApiError(error, 'not_found') || (isApiError(error) && error.status === 404)) return <NotFoundPage />
  const forbidden = isApiError(error, 'forbidden')
  const body = (
    <>
      <PageHeader
        title={forbidden ? shellText.forbidden.title : shellText.failed.title}
        description={forbidden ? shellText.forbidden.text : undefined}
      />
      <Problem
        error={error}
        actions={
          !forbidden && (
            <Button
              size="xs"
              loading={again.state === 'loading'}
              onClick={() => (alone ? location.reload() : void again.revalidate())}
            >
              {shellText.failed.again}
            </Button>
          )
        }
      />
    </>
  )
  return alone ? <main className={classes.main}>{body}</main> : body
}
