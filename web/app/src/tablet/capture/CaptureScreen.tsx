import { useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Context, Line } from '../store/types.ts'
import { useUpdate } from '../update.ts'
import { Composer } from './Composer.tsx'
import { EarlierLines } from './EarlierLines.tsx'
import { Header } from './Header.tsx'
import { LineList } from './LineList.tsx'
import { StatusBar } from './StatusBar.tsx'
import { useLines } from './useLines.ts'

/** The one screen of a working session: who we are and how things stand, what was said, and the field. */
export function CaptureScreen({ context }: { context: Context }) {
  const { t } = useSpeech()
  const [said, say] = useState('')
  const update = useUpdate()
  const [lines, show] = useLines(context.session.id)
  const received = useReceivedNews(lines)

  return (
    <main className="capture">
      <Header context={context} />
      <StatusBar lines={lines} rounds={context.rounds} />
      {update.ready && (
        <aside className="strip">
          <p>{t('update.ready')}</p>
          <button className="button primary" onClick={update.update}>
            {t('update.now')}
          </button>
          <button className="button quiet" onClick={update.later}>
            {t('update.later')}
          </button>
        </aside>
      )}
      <EarlierLines sessionId={context.session.id} say={say} />
      <LineList lines={lines} say={say} />
      <Composer say={say} show={show} />
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <p className="visually-hidden" role="status">
        {received > 0 && t('said.received', { count: received })}
      </p>
    </main>
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
