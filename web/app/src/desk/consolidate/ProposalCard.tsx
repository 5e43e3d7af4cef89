import type { ProposalView } from '../../core/contract/decisions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Tags } from '../../ui/Tags.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useDone } from '../shell/Done.tsx'
import { Unfinished } from '../shell/Unfinished.tsx'
import { useOpenForm, useUnfinished } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { AskedBack, AskForm } from './AskedBack.tsx'
import { useAskedOf } from './clarifications.ts'
import { Divide } from './Divide.tsx'
import { toMergeBar } from './MergeBar.tsx'
import { HideForm } from './HideForm.tsx'
import { OwnWords } from './OwnWords.tsx'
import { PutForm } from './PutForm.tsx'
import { GroupSays, Sources } from './Recommended.tsx'
import { RewordForm } from './RewordForm.tsx'

interface Props {
  forum: string
  proposal: ProposalView
  theme: string
  writer: boolean
  anyAsked: boolean // somebody was asked something in this forum
  chosen: number // place among the chosen ones, -1 = not chosen
  onChoose: () => void
}

export function ProposalCard({ forum, proposal, theme, writer, anyAsked, chosen, onChoose }: Props) {
  const { t } = useSpeech()
  const [doing, setDoing] = useOpenForm(`proposal/${proposal.id}`, ['reword', 'put', 'ask', 'hide'])
  const unfinished = useUnfinished(`proposal/${proposal.id}/reword`)
  const done = useDone()
  const path = `${at.decisions(forum)}/proposals/${proposal.id}` as const
  const open = proposal.state === 'open'
  const again = proposal.state === 'decided' && proposal.outcome === 'deferred' // may come before the plenary once more
  const asked = useAskedOf(forum, proposal.suggestions, anyAsked)
  const change = () => changed('proposals', proposal.id, proposal.merged_into || undefined)
  const unmerge = useWrite(forum, () => api.post(`${path}/unmerge`), change)
  const merge = useWrite(forum, () => api.post(`${path}/merge`, { into: proposal.merged_into }), change)
  const close = () => setDoing(undefined)

  return (
    <article className={chosen >= 0 ? 'card proposal chosen' : 'card proposal'}>
      <div className="card-head">
        {writer && open ? (
          <label className="check number">
            <input type="checkbox" id={`choose-${proposal.id}`} checked={chosen >= 0} onChange={onChoose} onKeyDown={({ code }) => code === 'Enter' && toMergeBar()} aria-label={t('consolidate.choose', { number: proposal.number })} />
            {t('proposal.named', { number: proposal.number })}
          </label>
        ) : (
          <span className="number">{t('proposal.named', { number: proposal.number })}</span>
        )}
        {theme && <span className="soft">{theme}</span>}
        {chosen === 0 && <span className="pill accent">{t('consolidate.target')}</span>}
        {proposal.suggestion_count > 1 && <span className="pill">{t('proposal.suggestions', { count: proposal.suggestion_count })}</span>}
        {proposal.translation_missing && <span className="pill warn">{t('proposal.untranslated')}</span>}
        {proposal.outcome && <span className={`pill ${proposal.outcome}`}>{t(`outcome.${proposal.outcome}`)}</span>}
        {proposal.merged_into && <span className="soft">{t('proposal.mergedInto', { number: proposal.merged_into_number ?? '…' })}</span>}
      </div>
      <Sources proposal={proposal} />
      <BothTexts text={read(proposal.text, 'kk') ? proposal.text : { kk: proposal.suggestions[0]?.text }} />
      {proposal.recommendation && <GroupSays recommendation={proposal.recommendation} />}
      <Tags tags={proposal.tags} />
      {(proposal.suggestion_count > 1 || proposal.recommendation) && <OwnWords forum={forum} proposal={proposal} splits={writer && open} />}
      <AskedBack asked={asked} />
      <Failure error={unmerge.error} />
      {doing === 'ask' && <AskForm forum={forum} proposal={proposal} onDone={close} />}
      {doing === 'hide' && <HideForm forum={forum} proposal={proposal} onDone={close} />}
      {doing === 'put' && <PutForm forum={forum} proposal={proposal} onDone={close} />}
      {doing === 'reword' && <RewordForm forum={forum} proposal={proposal} onDone={close} />}
      {writer && !doing && proposal.suggestions.length > 0 && (
        <div><button className="button quiet" onClick={() => setDoing('hide')}>{t('hide.open')}</button></div>
      )}
      {writer && !doing && (open || again || proposal.state === 'merged') && (
        <div className="actions">
          {open && <button className="button" onClick={() => setDoing('reword')}>{t('proposal.reword')}{unfinished && <Unfinished />}</button>}
          {(open || again) && <button className="button" onClick={() => setDoing('put')}>{t(again ? 'proposal.putAgain' : 'proposal.put')}</button>}
          {open && proposal.suggestions.some(({ session_id }) => session_id) && (
            <button className="button" onClick={() => setDoing('ask')}>{t('clarify.open')}</button>
          )}
          {open && proposal.suggestion_count === 1 && <Divide forum={forum} proposal={proposal} suggestions={[proposal.suggestions[0]!.id]} />}
          {proposal.state === 'merged' && (
            <button className="button" disabled={unmerge.isPending} 
              onClick={() => unmerge.mutate(undefined, { onSuccess: () => done(t('done.unmerged', { number: proposal.number }), () => merge.mutateAsync()) })}>{t('proposal.unmerge')}</button>
          )}
        </div>
      )}
    </article>
  )
}
