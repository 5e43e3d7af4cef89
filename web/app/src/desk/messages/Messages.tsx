import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { MessageState } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useLiveLists } from '../data.ts'
import { Listed } from '../lists/Listed.tsx'
import { messages } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace } from '../shell/address.ts'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { api } from '../staff.ts'
import { number } from '../when.ts'
import { Held } from './Held.tsx'
import { MessageRow } from './MessageRow.tsx'


/** What participants were told: every message with its state, the newest first, readable as it was sent. */
export function Messages() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const [address, set] = useAddress()
  const state = MessageState.find((one) => one === address.state) ?? 'total'
  const [place, notePlace] = usePlace()
  const live = useLiveLists(forum, 'notifications', 'messages')
  const counts = useQuery({ queryKey: [forum, 'messages', 'counts'], queryFn: () => api.get(`${at.notifications(forum)}/message-counts`) })
  const list = useList(messages, forum, useMemo(() => (state === 'total' ? {} : { state }), [state]), place)
  const shown = (['total', ...MessageState] as const).filter((one) => one === 'total' || one === state || counts.data?.[one])
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('messages.title')}</PageTitle>
      <ul className="themes chips" aria-label={t('messages.state')}>
        {shown.map((one) => (
          <li key={one}>
            <button aria-pressed={state === one} onClick={() => set({ state: one === 'total' ? undefined : one })}>
              <span>{t(`message.state.${one}`)}</span> <span className="count">{number(counts.data?.[one] ?? 0, language)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Failure error={counts.error} />
      <Held forum={forum} count={counts.data?.held ?? 0} />
      <Listed list={list} className="rows" rowHeight={48} empty={t('messages.empty')} place={place} onPlace={notePlace}>
        {(message) => <MessageRow forum={forum} message={message} />}
      </Listed>
    </>
  )
}
