import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProposalView } from '../../core/contract/decisions.d.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Tags } from '../../ui/Tags.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import { Divide } from './Divide.tsx'

/** The suggestions that a proposal carries, as they were said; some of them can be split off into one of their own. */
export function OwnWords({ forum, proposal, splits }: { forum: string; proposal: ProposalView; splits: boolean }) {
  const { t } = useSpeech()
  const [apart, setApart] = useState<readonly string[]>([])
  const [open, setOpen] = useState(false)
  const path = `${at.decisions(forum)}/proposals/${proposal.id}` as const
  const more = proposal.suggestion_count > proposal.suggestions.length
  const whole = useQuery({ queryKey: [forum, 'proposals', 'one', proposal.id], queryFn: () => api.get(path), enabled: open && more })
  const said = (more && whole.data ? whole.data : proposal).suggestions
  const split = useWrite(forum, (suggestion_ids: readonly string[]) => api.post(`${path}/split`, { id: uuidv7(), suggestion_ids }), (_, made) => changed('proposals', proposal.id, made?.id))
  const done = useDone()
  const join = useWrite(forum, (id: string) => api.post(`${at.decisions(forum)}/proposals/${id}/merge`, { into: proposal.id }), (id) => changed('proposals', proposal.id, id))
  const apartNow = (made: ProposalView) => {
    setApart([])
    done(t('done.split', { number: made.number }), () => join.mutateAsync(made.id))
  }
  const choose = (id: string) => setApart(apart.includes(id) ? apart.filter((other) => other !== id) : [...apart, id])
  return (
    <details className="own-words" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('proposal.ownWords')}</summary>
      <ul className="said">
        {said.map((said) => (
          <li key={said.id}>
            {splits && (
              <label className="check">
                <input type="checkbox" checked={apart.includes(said.id)} onChange={() => choose(said.id)} />
                <span className="visually-hidden">{t('proposal.chooseSuggestion', { number: said.number })}</span>
              </label>
            )}
            <span className="soft">{t('proposal.said', { number: said.number })}</span>
            <q lang={said.language === 'mixed' ? undefined : said.language}>{said.text}</q>
            <Tags tags={said.tags} />
            {said.proposals > 1 && <span className="pill">{t('recommended.feeds', { count: said.proposals })}</span>}
            {said.state === 'withdrawn' && <span className="pill">{t('proposal.withdrawn')}</span>}
          </li>
        ))}
      </ul>
      {open && more && whole.isPending && <p className="note" role="status">{t('loading')}</p>}
      <Failure error={split.error ?? whole.error} />
      {splits && apart.length > 0 && <Divide forum={forum} proposal={proposal} suggestions={apart} onDone={() => setApart([])} />}
      {apart.length > 0 && apart.length < proposal.suggestion_count && (
        <button className="button" disabled={split.isPending} onClick={() => split.mutate(apart, { onSuccess: apartNow })}>
          {t('proposal.split', { count: apart.length })}
        </button>
      )}
    </details>
  )
}
