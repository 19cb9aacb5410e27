import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, useNavigate, useParams, useSearchParams } from 'react-router'
import type { Import } from '#contract/imports'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { Menu } from '../../ui/menu'
import { PageHeader } from '../../ui/page-header'
import { Remark } from '../../ui/problem'
import { Steps, useStepFocus } from '../../ui/steps'
import { uiText } from '../../ui/ui.text'
import { missing as missingOf, useMe } from '../me/me.queries'
import { ColumnsStep } from './columns-step'
import { importActions } from './import-actions'
import { Applying } from './import-progress'
import { ImportReceipt } from './import-receipt'
import { importQueries, isBusy } from './imports.queries'
import { importsText as text } from './imports.text'
import { RowList } from './row-list'
import { RowsStep } from './rows-step'

export const loader = ({ params: { realm = '', importId = '' } }: LoaderFunctionArgs) =>
  ensure(importQueries.get(realm, importId))

type Step = keyof typeof text.steps.names

/** One file: what its columns mean, what becomes of its lines, and in the end what became of them. The address says where. */
export function Page() {
  const { realm = '', importId = '' } = useParams()
  const [search] = useSearchParams()
  const { data: one } = useSuspenseQuery(importQueries.get(realm, importId))
  const navigate = useNavigate()
  const missing = missingOf(useMe(), 'identity:write', { realm })
  const open = one.state === 'judging' || one.state === 'ready'
  const step: Step = !open ? 'apply' : search.get('step') === 'rows' ? 'rows' : 'columns'
  const frame = useStepFocus(one.state === 'applied' ? 'receipt' : step)
  return (
    <div ref={frame}>
      <PageHeader
        title={one.fileName}
        trail={[
          { name: text.people, to: paths.identities(realm) },
          { name: text.title, to: paths.importPeople(realm) },
        ]}
        actions={
          <Menu
            label={uiText.actionsFor(one.fileName)}
            items={importActions(realm, one, missing, () => navigate(paths.importPeople(realm)))}
          />
        }
      />
      {open && missing && (
        <Remark tone="warning" title={text.missing.title}>
          <p>{missing}</p>
        </Remark>
      )}
      {one.state !== 'applied' && (
        <Steps
          label={text.steps.label}
          steps={text.steps.names}
          step={step}
          to={(name) =>
            open && name !== 'apply' ? paths.importOf(realm, importId, name === 'rows' ? name : undefined) : undefined
          }
        />
      )}
      <Lost realm={realm} one={one} />
      {step === 'columns' && <ColumnsStep realm={realm} one={one} missing={missing} />}
      {step === 'rows' && <RowsStep realm={realm} one={one} missing={missing} />}
      {one.state === 'applying' && <Applying one={one} />}
      {one.state === 'applied' && (
        <>
          <ImportReceipt realm={realm} one={one} />
          <RowList realm={realm} one={one} title={text.rows.afterTitle} />
        </>
      )}
    </div>
  )
}

/** The server is away while something goes on: it will be there again, and goes on by itself. */
function Lost({ realm, one }: { realm: string; one: Import }) {
  const { isError } = useQuery(importQueries.get(realm, one.id))
  return (
    isError &&
    isBusy(one) && (
      <Remark tone="warning" alert>
        <p>{text.judging.lost}</p>
      </Remark>
    )
  )
}
