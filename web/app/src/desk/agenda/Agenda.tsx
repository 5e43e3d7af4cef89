import { useMemo } from 'react'
import { AgendaState } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useLiveLists } from '../data.ts'
import { Listed } from '../lists/Listed.tsx'
import { agendaQuestions } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace } from '../shell/address.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import { FormAddress } from '../submissions/FormAddress.tsx'
import { AgendaCard } from './AgendaCard.tsx'

/** The preparatory meeting: what NGOs ask, each put on the agenda of a session or answered, and the sender told so. */
export function Agenda() {
  const { t } = useSpeech()
  const forum = useForum()
  const writer = may(useAccount(), forum, 'organiser', 'secretary')
  const [{ state = '' }, set] = useAddress()
  const [place, notePlace] = usePlace()
  const live = useLiveLists(forum, 'sessions', 'agendaQuestions')
  const list = useList(agendaQuestions, forum, useMemo(() => ({ state }), [state]), place)
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('preparatory.title')}</PageTitle>
      <p className="soft">{t('preparatory.hint')}</p>
      <FormAddress forum={forum} as="question" label={t('preparatory.address')} />
      <div className="filters">
        <label>
          <span className="visually-hidden">{t('preparatory.stateOf')}</span>
          <select className="field" value={state} onChange={({ target }) => set({ state: target.value })}>
            <option value="">{t('preparatory.all')}</option>
            {AgendaState.map((one) => <option key={one} value={one}>{t(`preparatory.state.${one}`)}</option>)}
          </select>
        </label>
      </div>
      <Listed list={list} empty={t('preparatory.empty')} place={place} onPlace={notePlace}>
        {(one) => <AgendaCard forum={forum} question={one} writer={writer} />}
      </Listed>
    </>
  )
}
