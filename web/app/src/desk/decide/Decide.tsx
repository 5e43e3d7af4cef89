import { useMemo } from 'react'
import { Outcome } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useLiveLists } from '../data.ts'
import { Listed } from '../lists/Listed.tsx'
import { decisions, questions } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace, useSought } from '../shell/address.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import { DecisionRow } from './DecisionRow.tsx'
import { QuestionCard } from './QuestionCard.tsx'

/** The plenary: questions that wait for a vote or a decision, and the log of what was decided. */
export function Decide() {
  const { t } = useSpeech()
  const forum = useForum()
  const account = useAccount()
  const counter = may(account, forum, 'secretary', 'chair', 'organiser')
  const writer = may(account, forum, 'secretary', 'organiser')
  const [{ outcome = '' }, set] = useAddress()
  const [typed, type, q] = useSought()
  const [place, notePlace] = usePlace()
  const live = useLiveLists(forum, 'decisions', 'questions', 'decisions')
  const waiting = useList(questions, forum, useMemo(() => ({ state: 'put,counted', q, order: 'agenda' }), [q]))
  const log = useList(decisions, forum, useMemo(() => ({ outcome, q }), [outcome, q]), place)

  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('decide.title')}</PageTitle>
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Search label={t('decide.search')} value={typed} onChange={type} />
      </form>
      <section aria-labelledby="questions">
        <h2 id="questions">{t('decide.questions')}</h2>
        <Listed list={waiting} written={{ form: 'question', listed: questions, forum }} empty={t(q ? 'consolidate.nothingFound' : 'decide.noQuestions')}>
          {(question) => <QuestionCard forum={forum} question={question} counter={counter} writer={writer} />}
        </Listed>
      </section>
      <section aria-labelledby="log">
        <div className="filters">
          <h2 id="log">{t('decide.log')}</h2>
          <label>
            <span className="visually-hidden">{t('decide.outcome')}</span>
            <select className="field" value={outcome} onChange={(event) => set({ outcome: event.target.value })}>
              <option value="">{t('decide.everyOutcome')}</option>
              {Outcome.map((one) => <option key={one} value={one}>{t(`outcome.${one}`)}</option>)}
            </select>
          </label>
          <span className="soft" role="status">{log.part && t('decide.lines', { count: log.part.total })}</span>
        </div>
        <div className="log">
          <Listed list={log} written={{ form: 'decision', listed: decisions, forum }} empty={t(q || outcome ? 'consolidate.nothingFound' : 'decide.noDecisions')} place={place} onPlace={notePlace}>
            {(decision) => <DecisionRow forum={forum} decision={decision} recorder={counter} />}
          </Listed>
        </div>
      </section>
    </>
  )
}
