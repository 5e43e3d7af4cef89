import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { MeasureState } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useLiveLists } from '../data.ts'
import { Listed } from '../lists/Listed.tsx'
import { measures } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace, useSought } from '../shell/address.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { useOpenForm } from '../shell/useDraft.ts'
import { api, may } from '../staff.ts'
import { useAdopted } from './adopted.ts'
import { MeasureCard } from './MeasureCard.tsx'
import { MeasureForm } from './MeasureForm.tsx'
import { PublishForm } from './PublishForm.tsx'

/** Adopted decisions become measures; complete ones enter the plan when it is published; then their execution is followed. */
export function Plan() {
  const { t } = useSpeech()
  const forum = useForum()
  const account = useAccount()
  const writer = may(account, forum, 'secretary', 'organiser')
  const [form, setForm] = useOpenForm<'publish' | 'measure'>('plan/new', ['publish', 'measure'])
  const [{ state = '' }, set] = useAddress()
  const [typed, type, q] = useSought()
  const [place, notePlace] = usePlace()
  useLiveLists(forum, 'decisions', 'measures', 'decisions')
  const filter = useMemo(() => (state === 'overdue' ? { overdue: 'true', q } : { state, q }), [state, q])
  const list = useList(measures, forum, filter, place)
  const counts = useQuery({ queryKey: [forum, 'measures', 'counts'], queryFn: () => api.get(`${at.decisions(forum)}/measure-counts`) })
  const adopted = useAdopted(forum, '')
  const { draft: drafts = 0, done = 0, off_control = 0 } = counts.data?.by_state ?? {}
  const incomplete = counts.data?.incomplete ?? 0
  const none = adopted.data?.total === 0

  return (
    <>
      <PageTitle beside={<a className="button quiet" href={`/register/${forum}`}>{t('plan.public')}</a>}>{t('plan.title')}</PageTitle>
      {counts.data && (
        <p className="soft" role="status">{t('plan.summary', { count: counts.data.total - drafts, done: done + off_control, drafts })}</p>
      )}
      {writer && !form && (
        <div className="actions">
          <button className="button" disabled={!adopted.data?.total} onClick={() => setForm('measure')}>{t('plan.add')}</button>
          {drafts > 0 && (
            <button className="button primary" disabled={incomplete === drafts} onClick={() => setForm('publish')}>{t('plan.publishOpen')}</button>
          )}
        </div>
      )}
      {writer && incomplete > 0 && <p className="note">{t('plan.incomplete', { count: incomplete })}</p>}
      {writer && none && <p className="note">{t('plan.noAdopted')}</p>}
      {form === 'measure' && adopted.data && <MeasureForm forum={forum} decisions={adopted.data.items} onDone={() => setForm(undefined)} />}
      {form === 'publish' && <PublishForm forum={forum} onDone={() => setForm(undefined)} />}
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Search label={t('plan.search')} value={typed} onChange={type} />
        <label>
          <span className="visually-hidden">{t('plan.state')}</span>
          <select className="field" value={state} onChange={(event) => set({ state: event.target.value })}>
            <option value="">{t('plan.everyState')}</option>
            {MeasureState.map((one) => <option key={one} value={one}>{t(`measure.state.${one}`)} · {counts.data?.by_state[one] ?? 0}</option>)}
            <option value="overdue">{t('measure.overdue')} · {counts.data?.overdue ?? 0}</option>
          </select>
        </label>
        <span className="soft" role="status">{list.part && t('plan.count', { count: list.part.total })}</span>
      </form>
      <Listed list={list} written={{ form: 'measure', listed: measures, forum }} empty={t(q || state ? 'consolidate.nothingFound' : 'plan.empty')} rowHeight={320} place={place} onPlace={notePlace}>
        {(measure) => <MeasureCard forum={forum} measure={measure} />}
      </Listed>
    </>
  )
}
