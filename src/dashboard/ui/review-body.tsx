import type { Endpoint } from '#contract/endpoint'
import { Button } from './button'
import type { KnownNames } from './changes.text'
import { Outdated } from './outdated'
import { PreviewSentences } from './preview-sentences'
import { Problem } from './problem'
import { uiText } from './ui.text'
import type { Reviewed } from './use-review'
import bones from './data-table.module.css'

interface ReviewBodyProps<E extends Endpoint> {
  reviewed: Pick<Reviewed<E>, 'preview' | 'pending' | 'failure' | 'unseen' | 'conflict' | 'others' | 'lookAgain'>
  names?: KnownNames | undefined
}

/** What a change would do, or why that cannot be said. */
export function ReviewBody<E extends Endpoint>({ reviewed, names }: ReviewBodyProps<E>) {
  const { preview, pending, failure, unseen, conflict, others, lookAgain } = reviewed
  return (
    <>
      {conflict || others ? (
        <Outdated conflict={conflict} others={others} lookAgain={lookAgain} />
      ) : (
        failure && (
          <Problem
            error={failure}
            actions={
              unseen && (
                <Button size="xs" onClick={lookAgain}>
                  {uiText.tryAgain}
                </Button>
              )
            }
          />
        )
      )}
      {pending && (
        <output aria-label={uiText.looking}>
          {['70%', '45%', '60%'].map((width) => (
            <span key={width} className={bones.bone} style={{ inlineSize: width, marginBlock: '0.7rem' }} />
          ))}
        </output>
      )}
      {preview && !conflict && !others && <PreviewSentences preview={preview} names={names} />}
    </>
  )
}
