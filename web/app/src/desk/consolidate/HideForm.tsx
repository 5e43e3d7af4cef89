import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ProposalView } from '../../core/contract/decisions.d.ts'
import type { Suggestion } from '../../core/contract/facilitation.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Listing } from '../shell/Listing.tsx'
import { api } from '../staff.ts'
import { useMoment } from '../when.ts'

/**
 * Hides a personal datum that somebody said: the secretariat selects it in the words, and nobody reads it any more, wherever
 * a copy of the words stands. For a day it can be shown again.
 */
export function HideForm({ forum, proposal, onDone }: { forum: string; proposal: ProposalView; onDone: () => void }) {
  const { t } = useSpeech()
  const [chosen, choose] = useState(proposal.suggestions[0]!.id)
  const path = `${at.facilitation(forum)}/suggestions/${chosen}` as const
  const words = useQuery({ queryKey: [forum, 'suggestions', 'words', chosen], queryFn: () => api.get(path) })
  return (
    <section className="stack" aria-label={t('hide.open')} onKeyDown={(event) => event.code === 'Escape' && onDone()}>
      <p className="soft">{t('hide.hint')}</p>
      {proposal.suggestions.length > 1 && (
        <select className="field" aria-label={t('hide.which')} value={chosen} onChange={({ target }) => choose(target.value)}>
          {proposal.suggestions.map(({ id, number }) => <option key={id} value={id}>{t('proposal.said', { number })}</option>)}
        </select>
      )}
      <Listing query={{ ...words, data: words.data && [words.data] }} empty="">
        {([said]) => <Said key={chosen} forum={forum} proposal={proposal.id} said={said!} />}
      </Listing>
      <div className="actions">
        <button className="button quiet" type="button" onClick={onDone}>{t('hide.close')}</button>
      </div>
    </section>
  )
}

function Said({ forum, proposal, said }: { forum: string; proposal: string; said: Suggestion }) {
  const { t } = useSpeech()
  const done = useDone()
  const moment = useMoment()
  const [part, select] = useState('')
  const path = `${at.facilitation(forum)}/suggestions/${said.id}` as const
  const fields = useRef<HTMLDivElement>(null)
  const changes = () => ({ ...changed('proposals', proposal), suggestions: { all: true } })
  // By mouse, by finger or by keys: the browser tells of every one of them here. In a field that is read-only there is no
  // caret, so keys select nothing; this one takes no input instead.
  useEffect(() => {
    const within = fields.current!
    const refuse = (event: Event) => event.preventDefault()
    const look = () => {
      const field = document.activeElement
      if (field instanceof HTMLTextAreaElement && within.contains(field)) select(field.value.slice(field.selectionStart, field.selectionEnd).trim())
    }
    within.addEventListener('beforeinput', refuse)
    document.addEventListener('selectionchange', look)
    return () => {
      within.removeEventListener('beforeinput', refuse)
      document.removeEventListener('selectionchange', look)
    }
  }, [])
  const hide = useWrite(forum, (part: string) => api.post(`${path}/hide`, { part }), changes)
  const show = useWrite(forum, () => api.post(`${path}/show`), changes)
  const hidings = (said.changes ?? []).filter(({ verb }) => verb === 'hide' || verb === 'show')
  const last = hidings.at(-1)
  return (
    <div className="stack" ref={fields}>
      {said.wordings?.map(({ version, text, language }, index) => (
        <label key={version}>
          {t(index ? 'hide.later' : 'hide.first', { number: said.number })}
          <textarea key={text} className="field" aria-readonly inputMode="none" rows={3} lang={language === 'mixed' ? undefined : language} defaultValue={text} />
        </label>
      ))}
      <p role="status" className="soft">{part ? t('hide.selected', { part }) : t('hide.select')}</p>
      <Failure error={hide.error ?? show.error} />
      <div className="actions">
        <button className="button primary" type="button" disabled={!part || hide.isPending}
          onClick={() => hide.mutate(part, { onSuccess: () => (select(''), done(t('hide.done'), () => show.mutateAsync())) })}>
          {t('hide.yes')}
        </button>
        {last?.until && <button className="button" type="button" disabled={show.isPending} onClick={() => show.mutate()}>{t('hide.show', { until: moment(last.until) })}</button>}
      </div>
      {hidings.length > 0 && (
        <ul className="soft">
          {hidings.map(({ version, verb, at }) => <li key={version}>{t(`hide.was.${verb}`, { at: moment(at) })}</li>)}
        </ul>
      )}
    </div>
  )
}
