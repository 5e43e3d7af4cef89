import { useMemo } from 'react'
import { SubmissionState } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useLiveLists, useThemes } from '../data.ts'
import { Listed } from '../lists/Listed.tsx'
import { submissions } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace, useSought } from '../shell/address.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { FormAddress } from './FormAddress.tsx'
import { SubmissionCard } from './SubmissionCard.tsx'

/** What people write on the public form: a person looks at each before anybody else sees it. */
export function Submissions() {
  const { t } = useSpeech()
  const forum = useForum()
  const [{ state = 'waiting' }, set] = useAddress()
  const [typed, type, q] = useSought()
  const [place, notePlace] = usePlace()
  const live = useLiveLists(forum, 'sessions', 'submissions')
  const themes = useThemes(forum).data ?? []
  const chosen = state === 'all' ? '' : state
  const list = useList(submissions, forum, useMemo(() => ({ q, state: chosen }), [q, chosen]), place)
  const narrowed = Boolean(q) || state !== 'waiting'
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('submissions.title')}</PageTitle>
      <p className="soft">{t('submissions.hint')}</p>
      <FormAddress forum={forum} label={t('submissions.address')} />
      <div className="filters">
        <Search label={t('submissions.search')} value={typed} onChange={type} />
        <label>
          <span className="visually-hidden">{t('submissions.stateOf')}</span>
          <select className="field" value={state} onChange={({ target }) => set({ state: target.value })}>
            {SubmissionState.map((one) => <option key={one} value={one}>{t(`submissions.state.${one}`)}</option>)}
            <option value="all">{t('submissions.all')}</option>
          </select>
        </label>
      </div>
      <Listed list={list} empty={t(narrowed ? 'submissions.nothingFound' : 'submissions.empty')} place={place} onPlace={notePlace}>
        {(one) => <SubmissionCard forum={forum} submission={one} themes={themes} />}
      </Listed>
    </>
  )
}
