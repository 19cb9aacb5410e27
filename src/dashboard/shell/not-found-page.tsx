import { paths } from '../paths'
import { LinkButton } from '../ui/button'
import { PageHeader } from '../ui/page-header'
import { shellText } from './shell.text'

export function NotFoundPage() {
  const text = shellText.notFound
  return (
    <PageHeader
      title={text.title}
      description={text.text}
      actions={
        <>
          <LinkButton to={paths.realms()}>{text.realms}</LinkButton>
          <LinkButton to={paths.home()} kind="primary">
            {text.home}
          </LinkButton>
        </>
      }
    />
  )
}
