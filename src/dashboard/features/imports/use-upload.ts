import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { IMPORT_MAX, imports } from '#contract/imports'
import { isApiError } from '../../api/api-error'
import { uploadFile } from '../../api/upload'
import { paths } from '../../paths'
import { keepImport, refreshImports } from './imports.queries'
import { importsText, type Refusal } from './imports.text'

/** A file on its way, by the name it is to have. */
export interface Given {
  name: string
  content: Blob
}

/** What a file may be called: no letters that turn the direction or cannot be seen, and not too long. */
const clean = (name: string): string =>
  name.normalize('NFC').replaceAll(/\p{C}/gu, '').trim().slice(0, 200) || 'people.csv'

/** Sends a file and goes on to its page. Whoever leaves before gives it up. */
export function useUpload(realm: string) {
  const navigate = useNavigate()
  const [sent, setSent] = useState(0)
  const [refused, setRefused] = useState<Refusal | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const upload = useMutation({
    mutationFn: async ({ name, content }: Given) => {
      const { signal } = (running.current = new AbortController())
      const query = { fileName: clean(name) }
      // Whatever the browser takes it for: the server looks at what is in it.
      return uploadFile(imports.upload, {
        params: { realm },
        query,
        file: content,
        type: 'text/csv',
        signal,
        onProgress: setSent,
      })
    },
    onSuccess: async (made) => {
      if (running.current?.signal.aborted) return
      keepImport(realm, made)
      void refreshImports(realm)
      await navigate(paths.importOf(realm, made.id))
    },
    onError: (error) => {
      if (isApiError(error)) setRefused(importsText.refusalOf(error.code, error.details) ?? null)
    },
  })
  const refuse = (refusal: Refusal) => {
    upload.reset()
    setRefused(refusal)
  }
  return {
    /** What is on its way. */
    given: upload.isPending ? upload.variables : null,
    sent,
    refused,
    /** What nobody has words for but the server. */
    error: refused ? null : upload.error,
    refuse,
    send: (given: Given) => {
      setSent(0)
      setRefused(null)
      // Nobody should wait for something that is refused at the end.
      const refusal = given.content.size > IMPORT_MAX.bytes ? importsText.refusalOf('file_too_large', {}) : undefined
      if (refusal) refuse(refusal)
      else if (given.content.size === 0) refuse(importsText.refusalOf('not_csv', { kind: 'empty' })!)
      else upload.mutate(given)
    },
    cancel: () => {
      running.current?.abort()
      upload.reset()
    },
  }
}

export type Uploading = ReturnType<typeof useUpload>
