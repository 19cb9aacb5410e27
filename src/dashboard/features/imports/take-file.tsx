import { useEffect, useId, useRef, useState } from 'react'
import { saveAs } from '../../api/save-file'
import { Button } from '../../ui/button'
import { Sentence } from '../../ui/named'
import { Problem, Remark } from '../../ui/problem'
import { Progress } from '../../ui/progress'
import { DownloadIcon, UploadIcon } from '../../ui/rare-icons'
import { importsText } from './imports.text'
import { PasteTable } from './paste-table'
import { type Uploading, useUpload } from './use-upload'
import classes from './take-file.module.css'

const text = importsText.start

/** The ways to bring a file: chosen, dropped anywhere on the page, or pasted as a table. */
export function TakeFile({ realm }: { realm: string }) {
  const uploading = useUpload(realm)
  const { refused, error, given } = uploading
  return (
    <div className={classes.take}>
      {refused ? (
        <Remark tone="warning" alert title={refused.title}>
          <p>{text.todo}</p>
          <ol className={classes.todo}>
            {refused.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Remark>
      ) : (
        error && <Problem error={error} />
      )}
      {given ? (
        <Sending uploading={uploading} name={given.name} size={given.content.size} />
      ) : (
        <div className={classes.ways}>
          <DropZone uploading={uploading} />
          <PasteTable onRead={(content) => uploading.send({ name: text.pastedName, content })} />
        </div>
      )}
      <Help />
    </div>
  )
}

function Sending({ uploading, name, size }: { uploading: Uploading; name: string; size: number }) {
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  // What was pressed is gone.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <section className={classes.sending} aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1} className={classes.title}>
        <Sentence parts={text.uploading(name)} />
      </h2>
      <Progress
        label={text.uploadingBar}
        value={uploading.sent}
        max={size}
        words={text.sent(Math.min(uploading.sent, size), size)}
      />
      <div className={classes.foot}>
        <p className={classes.quiet}>{text.stay}</p>
        <Button size="xs" onClick={uploading.cancel}>
          {text.cancel}
        </Button>
      </div>
    </section>
  )
}

function DropZone({ uploading }: { uploading: Uploading }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const take = (files: FileList | null) => {
    const [file] = files ?? []
    if (!file) return
    if (files && files.length > 1) uploading.refuse(text.one)
    else uploading.send({ name: file.name, content: file })
  }
  const dragged = useDrop(take)
  return (
    <section className={classes.zone} aria-labelledby={id} data-dragged={dragged || undefined}>
      <span className={classes.picture}>
        <UploadIcon size={22} />
      </span>
      <h2 id={id} className={classes.title}>
        {dragged ? text.dropNow : text.drop}
      </h2>
      <p className={classes.quiet}>{text.or}</p>
      <Button kind="primary" onClick={() => input.current?.click()}>
        {text.choose}
      </Button>
      {/* Of any kind: whoever brings an Excel workbook is told what to do, instead of not being able to choose it. */}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={text.choose}
        onChange={(event) => {
          take(event.currentTarget.files)
          // The same file can be chosen again once it is corrected.
          event.currentTarget.value = ''
        }}
      />
      <p className={classes.quiet}>{text.limits}</p>
    </section>
  )
}

/** A file dropped beside the place meant for it would otherwise be opened in place of the page. */
function useDrop(take: (files: FileList | null) => void): boolean {
  const [dragged, setDragged] = useState(false)
  const taking = useRef(take)
  useEffect(() => {
    taking.current = take
  })
  useEffect(() => {
    const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const over = (event: DragEvent) => {
      if (!holdsFile(event)) return
      event.preventDefault()
      setDragged(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragged(false)
    }
    const drop = (event: DragEvent) => {
      if (!holdsFile(event)) return
      event.preventDefault()
      setDragged(false)
      taking.current(event.dataTransfer?.files ?? null)
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return dragged
}

const Help = () => (
  <details className={classes.help}>
    <summary>{text.help}</summary>
    <p>{text.helpText}</p>
    <ul>
      {text.helpLines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
    <Button
      size="xs"
      icon={DownloadIcon}
      onClick={() => saveAs(text.exampleName, new Blob([text.exampleFile], { type: 'text/csv' }))}
    >
      {text.example}
    </Button>
  </details>
)
