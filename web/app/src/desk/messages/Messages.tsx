import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { at, useLiveLists } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { api } from '../staff.ts'
import type { Message, Page } from '../types.ts'
import { number } from '../when.ts'
import { MessageRow } from './MessageRow.tsx'

const states = ['waiting', 'queued', 'sending', 'sent', 'failed', 'undeliverable', 'stopped'] as const
type Counts = Record<(typeof states)[number] | 'total', number>

/** What participants were told: every message with its state, the newest first, readable as it was sent. */
export function Messages() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const [state, setState] = useState<keyof Counts>('total')
  const live = useLiveLists(forum, 'notifications', 'messages', 'message-counts')
  const counts = useQuery({ queryKey: [forum, 'message-counts'], queryFn: () => api.get<Counts>(`${at.notifications(forum)}/message-counts`) })
  const messages = useInfiniteQuery({
    queryKey: [forum, 'messages', state],
    queryFn: ({ pageParam }) =>
      api.get<Page<Message>>(`${at.notifications(forum)}/messages`, { state: state === 'total' ? '' : state, after: pageParam, limit: 100 }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next || undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })
  const shown = (['total', ...states] as const).filter((one) => one === 'total' || one === state || counts.data?.[one])
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('messages.title')}</PageTitle>
      <ul className="themes chips" aria-label={t('messages.state')}>
        {shown.map((one) => (
          <li key={one}>
            <button aria-pressed={state === one} onClick={() => setState(one)}>
              <span>{t(`message.state.${one}`)}</span> <span className="count">{number(counts.data?.[one] ?? 0, language)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Failure error={counts.error} />
      <Listing query={messages} empty={t('messages.empty')}>
        {(items) => (
          <ul className="rows">
            {items.map((message) => <MessageRow key={message.id} forum={forum} message={message} />)}
          </ul>
        )}
      </Listing>
      {messages.hasNextPage && (
        <button className="button" disabled={messages.isFetching} onClick={() => void messages.fetchNextPage()}>{t('more')}</button>
      )}
    </>
  )
}
