import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Line } from '../lines/types.ts'
import { Offered } from '../NotNow.tsx'
import { earlierThan } from '../lines/jobs.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import type { ViewProps } from '../noun.ts'
import { Composer } from './Composer.tsx'
import { LineList } from './LineList.tsx'

const EarlierLines = lazy(() => import('../aside/EarlierLines.tsx'))

/** What was said, and the field. */
export function CaptureScreen({ context, round, lines, say, show }: ViewProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const draft = useLive(() => store.own('draft', context.session.id), [store, context.session.id]) // what stands in the field stays in sight, whatever the step
  const earlier = useLive(async () => (await Promise.all(earlierThan(store, context.session.id).map((lines) => lines.first()))).some(Boolean), [store, context.session.id])
  const received = useReceivedNews(lines)
  return (
    <>
      <Suspense>{earlier && <EarlierLines sessionId={context.session.id} say={say} />}</Suspense>
      <LineList session={context.session.id} lines={lines} round={round} say={say} />
      <Offered round={round} offer="capture" already={Boolean(draft?.text)}>
        <Composer context={context} lines={lines} round={round} say={say} show={show} />
      </Offered>
      <p className="visually-hidden" role="status">
        {received > 0 && t('said.received', { count: received })}
      </p>
    </>
  )
}

/** How many lines the secretariat received since the last announcement; told a second later, once for a whole batch. */
function useReceivedNews(lines: readonly Line[]): number {
  const [news, setNews] = useState(0)
  const told = useRef<number>(undefined)
  const received = lines.filter((line) => line.state === 'received' && line.device_counter > 0).length
  useEffect(() => {
    if (!lines.length) return
    told.current ??= received
    const timer = setTimeout(() => {
      setNews(received - told.current!)
      told.current = received
    }, 1000)
    return () => clearTimeout(timer)
  }, [received, lines.length])
  return news
}
