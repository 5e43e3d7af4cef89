import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { ProposalView } from '../../core/contract/decisions.d.ts'
import { ProposalState } from '../../core/contract/enums.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useLiveLists, useThemes } from '../data.ts'
import { Listed } from '../lists/Listed.tsx'
import { proposals } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace, useSought } from '../shell/address.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api, may } from '../staff.ts'
import { AskedNotice } from './AskedNotice.tsx'
import { useAskedCounts } from './clarifications.ts'
import { MergeBar } from './MergeBar.tsx'
import { ProposalCard } from './ProposalCard.tsx'
import { TagCounters } from './TagCounters.tsx'
import { useTags } from './tags.ts'
import { ThemeCounters } from './ThemeCounters.tsx'

const sources = ['recommended', 'offered'] as const

/** The secretariat's table: everything that was said, as proposals; the same ones are merged, each can be worded and put. */
export function Consolidate() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const writer = may(useAccount(), forum, 'secretary', 'organiser')
  const [{ state: wanted, source: from, theme = '', tag = '', asked: onlyAsked, numbers = '' }, set] = useAddress()
  const source = sources.find((one) => one === from)
  const state = ProposalState.find((one) => one === wanted) ?? 'open'
  const [typed, type, words] = useSought()
  const [place, notePlace] = usePlace()
  const [chosen, setChosen] = useState<readonly ProposalView[]>([])
  const live = useLiveLists(forum, 'decisions', 'proposals')
  useLiveLists(forum, 'facilitation', 'clarifications', 'suggestions')
  const themes = useThemes(forum)
  const tags = useTags(forum)
  const asked = useAskedCounts(forum)
  const about = asked.data?.suggestion_ids.join()
  const others = useMemo(() => ({ state, source, q: words, tag, numbers, carrying: onlyAsked && (about || undefined) }), [state, source, words, tag, numbers, onlyAsked, about])
  const filter = useMemo(() => ({ ...others, theme_id: theme }), [others, theme])
  const list = useList(proposals, forum, filter, place)
  const counts = useQuery({
    queryKey: [forum, 'proposals', 'counts', others],
    queryFn: () => api.get(`${at.decisions(forum)}/proposal-counts`, others),
    placeholderData: keepPreviousData,
  })

  const shown = new Set(list.part?.items.map((one) => one?.id))
  const choose = (proposal: ProposalView) =>
    setChosen((before) => (before.some(({ id }) => id === proposal.id) ? before.filter(({ id }) => id !== proposal.id) : [...before, proposal]))

  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('consolidate.title')}</PageTitle>
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Search label={t('consolidate.search')} value={typed} onChange={type} />
        <label>
          <span className="visually-hidden">{t('consolidate.state')}</span>
          <select className="field" value={state} onChange={(event) => set({ state: event.target.value === 'open' ? undefined : event.target.value })}>
            {ProposalState.map((one) => <option key={one} value={one}>{t(`proposal.state.${one}`)}</option>)}
          </select>
        </label>
        <label>
          <span className="visually-hidden">{t('recommended.source')}</span>
          <select className="field" value={source ?? 'all'} onChange={(event) => set({ source: event.target.value === 'all' ? undefined : event.target.value })}>
            {(['all', ...sources] as const).map((one) => <option key={one} value={one}>{t(`recommended.sources.${one}`)}</option>)}
          </select>
        </label>
        <span className="soft" role="status">{list.part && t('consolidate.count', { count: list.part.total })}</span>
      </form>
      <div className="filters">
        {numbers && (
          <button className="button" onClick={() => set({ numbers: undefined })}>
            {t('consolidate.numbers', { number: numbers.replace('-', '–') })} <span aria-hidden="true">×</span>
          </button>
        )}
        {writer && <Link className="button quiet" to="/forums/$forum/intake" params={{ forum }}>{t('intake.open')}</Link>}
      </div>
      <AskedNotice forum={forum} counts={asked.data} only={Boolean(onlyAsked)} onOnly={(only) => set({ asked: only ? 'yes' : undefined })} />
      <TagCounters tags={tags.data ?? []} tag={tag} onTag={(tag) => set({ tag })} />
      <div className="aside-and-list">
        <ThemeCounters themes={themes.data ?? []} counts={counts.data?.by_theme ?? []} theme={theme} onTheme={(theme) => set({ theme })} />
        <div>
          <Listed list={list} written={{ form: 'proposal', listed: proposals, forum }} empty={t(words ? 'consolidate.nothingFound' : 'consolidate.empty')} place={place} onPlace={notePlace}>
            {(proposal) => (
              <ProposalCard forum={forum} proposal={proposal} writer={writer} anyAsked={Boolean(about)}
                theme={theme ? '' : read(themes.data?.find(({ id }) => id === proposal.theme_id)?.title, language)}
                chosen={chosen.findIndex(({ id }) => id === proposal.id)} onChoose={() => choose(proposal)} />
            )}
          </Listed>
        </div>
      </div>
      {writer && (
        <MergeBar forum={forum} themes={themes.data ?? []} chosen={chosen} onChosen={setChosen}
          hidden={list.part ? chosen.filter(({ id }) => !shown.has(id)).length : 0} />
      )}
    </>
  )
}
