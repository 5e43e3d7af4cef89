import { useEffect, useRef, useState } from 'react'
import { Problem } from '../../core/api.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useDone } from './Done.tsx'
import { Failure } from './Failure.tsx'
import type { FormDraft } from './useDraft.ts'

interface Props<T> {
  draft: FormDraft
  error: unknown
  read: () => Promise<T> // the thing as it stands now
  facts: (thing: T) => [name: string, words: string][]
}

/**
 * A form's refusal. When a colleague has saved in between, what they changed stands beside what one has typed, and a person
 * says which stays; neither is lost. Where only things changed that the form does not edit, it is saved at once.
 */
export function Refused<T extends { version: number }>({ draft, error, read, facts }: Props<T>) {
  const { t } = useSpeech()
  const done = useDone()
  const place = useRef<HTMLDivElement>(null)
  const isNewer = error instanceof Problem && ['newer_version', 'changed_meanwhile'].includes(error.code)
  const [theirs, setTheirs] = useState<T>()
  const [unread, setUnread] = useState<unknown>()
  useEffect(() => {
    setTheirs(undefined)
    setUnread(undefined)
    if (isNewer) read().then(setTheirs, setUnread)
  }, [error]) // eslint-disable-line react-hooks/exhaustive-deps -- once for each refusal
  const before = new Map(draft.latest ? facts(draft.latest as unknown as T) : [])
  const changed = theirs ? facts(theirs).filter(([name, words]) => before.get(name) !== words) : []
  const again = () => place.current?.closest('form')?.requestSubmit()
  const nothing = Boolean(theirs) && !changed.length
  useEffect(() => {
    if (!nothing || draft.version === theirs!.version) return
    draft.rebase(theirs as never)
    again()
  }, [draft, nothing, theirs])

  useEffect(() => {
    if (theirs) place.current?.scrollIntoView({ block: 'nearest' })
  }, [theirs])

  if (!isNewer || unread) return <Failure error={unread ?? error} />
  return (
    <div ref={place} className="newer" role="alert">
      {theirs && !nothing && (
        <>
          <p>{t('newer.title')}</p>
          <dl>
            {changed.map(([name, words]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd><del>{before.get(name) || '–'}</del> <ins>{words || '–'}</ins></dd>
              </div>
            ))}
          </dl>
          <p>{t('newer.choose')}</p>
          <div className="actions">
            <button className="button" type="button" onClick={() => (draft.rebase(theirs as never), again())}>{t('newer.mine')}</button>
            <button className="button" type="button" onClick={() => done(t('draft.thrownAway'), draft.startAnew(theirs as never))}>{t('newer.theirs')}</button>
          </div>
        </>
      )}
    </div>
  )
}
