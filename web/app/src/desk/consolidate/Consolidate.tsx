import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists, useThemes } from '../data.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import type { Proposal } from '../types.ts'
import { AskedNotice } from './AskedNotice.tsx'
import { useAskedOf, useClarifications } from './clarifications.ts'
import { type Chosen, MergeBar } from './MergeBar.tsx'
import { ProposalCard } from './ProposalCard.tsx'
import { TagCounters } from './TagCounters.tsx'
import { hasTag, useChosenTag, useTags } from './tags.ts'
import { ThemeCounters } from './ThemeCounters.tsx'
import { VirtualList } from './VirtualList.tsx'

const states = ['open', 'merged', 'put', 'decided'] as const

/** The secretariat's table: everything that was said, as proposals; the same ones are merged, each can be worded and put. */
export function Consolidate() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const writer = may(useAccount(), forum, 'secretary', 'organiser')
  const [state, setState] = useState<(typeof states)[number]>('open')
  const [theme, setTheme] = useState('')
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<readonly Chosen[]>([])
  const words = useDeferredValue(typed.trim())
  const live = useLiveLists(forum, 'decisions', 'proposals')
  useLiveLists(forum, 'facilitation', 'clarifications', 'tags')
  const clarifications = useClarifications(forum)
  const asked = useAskedOf(clarifications.data)
  const [onlyAsked, setOnlyAsked] = useState(false)
  const themes = useThemes(forum)
  const tags = useTags(forum)
  const [tag, setTag] = useChosenTag()
  const proposals = useQuery({
    queryKey: [forum, 'proposals', state, words],
    queryFn: () => all<Proposal>(`${at.decisions(forum)}/proposals`, { state, q: words }),
    placeholderData: (before) => before,
  })
  const wanted = (proposal: Proposal) =>
    (!theme || proposal.theme_id === theme) && (!tag || hasTag(proposal, tag)) && (!onlyAsked || proposal.suggestions.some(({ id }) => asked.has(id)))
  const shown = { ...proposals, data: proposals.data?.filter(wanted) } as typeof proposals

  const choose = ({ id, number }: Proposal) =>
    setChosen((before) => (before.some((one) => one.id === id) ? before.filter((one) => one.id !== id) : [...before, { id, number }]))

  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('consolidate.title')}</PageTitle>
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Search label={t('consolidate.search')} value={typed} onChange={setTyped} />
        <label>
          <span className="visually-hidden">{t('consolidate.state')}</span>
          <select className="field" value={state} onChange={(event) => setState(event.target.value as typeof state)}>
            {states.map((one) => <option key={one} value={one}>{t(`proposal.state.${one}`)}</option>)}
          </select>
        </label>
        <span className="soft" role="status">{shown.data && t('consolidate.count', { count: shown.data.length })}</span>
      </form>
      <AskedNotice clarifications={clarifications.data} only={onlyAsked} onOnly={setOnlyAsked} />
      <TagCounters tags={tags.data ?? []} tag={tag} onTag={setTag} />
      <div className="aside-and-list">
        <ThemeCounters themes={themes.data ?? []} proposals={proposals.data ?? []} theme={theme} onTheme={setTheme} />
        <div>
          <Listing query={shown} empty={t(words ? 'consolidate.nothingFound' : 'consolidate.empty')}>
            {(items) => (
              <VirtualList items={items}>
                {(proposal) => (
                  <ProposalCard forum={forum} proposal={proposal} writer={writer} asked={asked}
                    theme={theme ? '' : read(themes.data?.find(({ id }) => id === proposal.theme_id)?.title, language)}
                    chosen={chosen.findIndex(({ id }) => id === proposal.id)} onChoose={() => choose(proposal)} />
                )}
              </VirtualList>
            )}
          </Listing>
        </div>
      </div>
      {writer && <MergeBar forum={forum} chosen={chosen} onChosen={setChosen} />}
    </>
  )
}
