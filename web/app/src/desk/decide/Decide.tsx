import { useQuery } from '@tanstack/react-query'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists } from '../data.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import type { Decision, Question } from '../types.ts'
import { DecisionRow } from './DecisionRow.tsx'
import { QuestionCard } from './QuestionCard.tsx'

/** The plenary: questions that wait for a vote or a decision, and the log of what was decided. */
export function Decide() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const account = useAccount()
  const counter = may(account, forum, 'secretary', 'chair', 'organiser')
  const live = useLiveLists(forum, 'decisions', 'questions', 'decisions')
  const questions = useQuery({ queryKey: [forum, 'questions'], queryFn: () => all<Question>(`${at.decisions(forum)}/questions`) })
  const decisions = useQuery({ queryKey: [forum, 'decisions'], queryFn: () => all<Decision>(`${at.decisions(forum)}/decisions`) })
  const waiting = { ...questions, data: questions.data?.filter(({ state }) => state === 'put' || state === 'counted') } as typeof questions
  const numbers = new Map(decisions.data?.map(({ id, number }) => [id, number]))
  const asked = new Map(questions.data?.map(({ id, text }) => [id, text]))

  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('decide.title')}</PageTitle>
      <section aria-labelledby="questions">
        <h2 id="questions">{t('decide.questions')}</h2>
        <Listing query={waiting} empty={t('decide.noQuestions')}>
          {(items) => (
            <ol className="cards">
              {items.map((question) => (
                <QuestionCard key={question.id} forum={forum} question={question} counter={counter} writer={may(account, forum, 'secretary', 'organiser')} />
              ))}
            </ol>
          )}
        </Listing>
      </section>
      <section aria-labelledby="log">
        <h2 id="log">{t('decide.log')}</h2>
        <Listing query={decisions} empty={t('decide.noDecisions')}>
          {(items) => (
            <ol className="cards log">
              {items.toReversed().map((decision) => (
                <DecisionRow key={decision.id} forum={forum} decision={decision} numbers={numbers} recorder={counter}
                  text={read(decision.text, language) ? decision.text : (asked.get(decision.question_id) ?? {})} />
              ))}
            </ol>
          )}
        </Listing>
      </section>
    </>
  )
}
