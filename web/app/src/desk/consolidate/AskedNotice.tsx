import { useEffect, useRef, useState } from 'react'
import type { AskedCounts, Clarification } from '../../core/contract/facilitation.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useAnswered } from './clarifications.ts'

interface Props {
  forum: string
  counts: AskedCounts | undefined
  only: boolean
  onOnly: (only: boolean) => void
}

/** How many questions wait in the yurts and how many came back; an answer that comes while one works is told at once. */
export function AskedNotice({ forum, counts, only, onOnly }: Props) {
  const { t } = useSpeech()
  const news = useNews(useAnswered(forum, counts?.answered ?? 0).data, counts?.answered === 0)
  if (!counts || counts.open + counts.answered === 0) return null
  return (
    <div className="asked-notice">
      <button className="button" aria-pressed={only} onClick={() => onOnly(!only)}>
        {t('clarify.count', { waiting: counts.open, answered: counts.answered })}
      </button>
      <p role="status">{news && t('clarify.news', { number: news.suggestion_number, text: news.answer })}</p>
    </div>
  )
}

/** The latest answer that came since the page was opened; `none` says that there was none when it was. */
function useNews(answered: readonly Clarification[] | undefined, none: boolean): Clarification | undefined {
  const known = useRef<Set<string>>(undefined)
  const [news, setNews] = useState<Clarification>()
  useEffect(() => {
    if (!answered) {
      if (none) known.current ??= new Set()
      return
    }
    const fresh = known.current && answered.find((one) => !known.current!.has(one.id))
    known.current = new Set([...(known.current ?? []), ...answered.map((one) => one.id)])
    if (fresh) setNews(fresh)
  }, [answered, none])
  return news
}
