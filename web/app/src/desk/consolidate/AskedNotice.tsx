import { useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Clarification } from './clarifications.ts'

interface Props {
  clarifications: readonly Clarification[] | undefined
  only: boolean
  onOnly: (only: boolean) => void
}

/** How many questions wait in the yurts and how many came back; an answer that comes while one works is told at once. */
export function AskedNotice({ clarifications, only, onOnly }: Props) {
  const { t } = useSpeech()
  const news = useNews(clarifications)
  if (!clarifications?.length) return null
  const waiting = clarifications.filter((one) => one.state === 'open').length
  return (
    <div className="asked-notice">
      <button className="button" aria-pressed={only} onClick={() => onOnly(!only)}>
        {t('clarify.count', { waiting, answered: clarifications.length - waiting })}
      </button>
      <p role="status">{news && t('clarify.news', { number: news.suggestion_number, text: news.answer })}</p>
    </div>
  )
}

/** The latest answer that came since the page was opened. */
function useNews(clarifications: readonly Clarification[] | undefined): Clarification | undefined {
  const known = useRef<Set<string>>(undefined)
  const [news, setNews] = useState<Clarification>()
  useEffect(() => {
    if (!clarifications) return
    const answered = clarifications.filter((one) => one.state === 'answered')
    const fresh = known.current && answered.findLast((one) => !known.current!.has(one.id))
    known.current = new Set(answered.map((one) => one.id))
    if (fresh) setNews(fresh)
  }, [clarifications])
  return news
}
