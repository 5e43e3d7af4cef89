import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists } from '../data.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import type { Decision, Measure } from '../types.ts'
import { MeasureCard } from './MeasureCard.tsx'
import { MeasureForm } from './MeasureForm.tsx'
import { PublishForm } from './PublishForm.tsx'

/** Adopted decisions become measures; complete ones enter the plan when it is published; then their execution is followed. */
export function Plan() {
  const { t } = useSpeech()
  const forum = useForum()
  const account = useAccount()
  const writer = may(account, forum, 'secretary', 'organiser')
  const [form, setForm] = useState<'publish' | 'measure'>()
  useLiveLists(forum, 'decisions', 'measures', 'decisions')
  const measures = useQuery({ queryKey: [forum, 'measures'], queryFn: () => all<Measure>(`${at.decisions(forum)}/measures`) })
  const decisions = useQuery({ queryKey: [forum, 'decisions'], queryFn: () => all<Decision>(`${at.decisions(forum)}/decisions`) })
  const adopted = (decisions.data ?? []).filter((one) => one.outcome.startsWith('adopted') && !one.corrected_by)
  const drafts = measures.data?.filter(({ state }) => state === 'draft') ?? []
  const incomplete = measures.data?.filter(({ lacks }) => lacks.length).length ?? 0
  const done = measures.data?.filter(({ state }) => state === 'done' || state === 'off_control').length ?? 0

  return (
    <>
      <PageTitle beside={<a className="button quiet" href={`/register/${forum}`}>{t('plan.public')}</a>}>{t('plan.title')}</PageTitle>
      {measures.data && (
        <p className="soft" role="status">{t('plan.summary', { count: measures.data.length - drafts.length, done, drafts: drafts.length })}</p>
      )}
      {writer && !form && (
        <div className="actions">
          <button className="button" disabled={!adopted.length} onClick={() => setForm('measure')}>{t('plan.add')}</button>
          {drafts.length > 0 && (
            <button className="button primary" disabled={incomplete === drafts.length} onClick={() => setForm('publish')}>{t('plan.publishOpen')}</button>
          )}
        </div>
      )}
      {writer && incomplete > 0 && <p className="note">{t('plan.incomplete', { count: incomplete })}</p>}
      {writer && !adopted.length && decisions.isSuccess && <p className="note">{t('plan.noAdopted')}</p>}
      {form === 'measure' && <MeasureForm forum={forum} decisions={adopted} onDone={() => setForm(undefined)} />}
      {form === 'publish' && <PublishForm forum={forum} drafts={drafts} onDone={() => setForm(undefined)} />}
      <Listing query={measures} empty={t('plan.empty')}>
        {(items) => (
          <ol className="cards">
            {items.toSorted((a, b) => a.number - b.number).map((measure) => (
              <MeasureCard key={measure.id} forum={forum} measure={measure} />
            ))}
          </ol>
        )}
      </Listing>
    </>
  )
}
