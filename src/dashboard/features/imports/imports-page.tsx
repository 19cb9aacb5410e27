import { type LoaderFunctionArgs, useParams } from 'react-router'
import { ImportListQuery } from '#contract/imports'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { readQuery } from '../../ui/list-query'
import { PageHeader } from '../../ui/page-header'
import { Remark } from '../../ui/problem'
import { useMissing } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { importQueries } from './imports.queries'
import { importsText as text } from './imports.text'
import { TakeFile } from './take-file'
import { UploadedFiles } from './uploaded-files'

export const loader = ({ params, request }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(importQueries.list(realm, readQuery(ImportListQuery, new URL(request.url).search)))
  // A realm that does not exist has no list either.
  return ensure(realmQueries.get(realm))
}

/** Where an import begins, and where those that were begun are found again. */
export function Page() {
  const { realm = '' } = useParams()
  const missing = useMissing('identity:write', { realm })
  return (
    <>
      <PageHeader
        title={text.title}
        trail={[{ name: text.people, to: paths.identities(realm) }]}
        description={text.description}
      />
      {missing ? (
        <Remark tone="warning" title={text.missing.title}>
          <p>{missing}</p>
        </Remark>
      ) : (
        <TakeFile realm={realm} />
      )}
      <UploadedFiles realm={realm} missing={missing} />
    </>
  )
}
