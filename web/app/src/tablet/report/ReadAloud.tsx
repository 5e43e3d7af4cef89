import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Recommendation } from './report.ts'
import { useAwake } from './useAwake.ts'

/** One recommendation fills the screen, in black on white, to be read to the yurt. Swipe, arrows or the big buttons turn. */
export function ReadAloud({ all, close }: { all: readonly Recommendation[]; close: () => void }) {
  const { t } = useSpeech()
  const [at, setAt] = useState(0)
  const page = useRef<HTMLElement>(null)
  const from = useRef<number>(undefined)
  useAwake()
  const now = Math.min(at, all.length - 1)
  const one = all[now]!
  const turn = (by: number) => setAt(Math.max(0, Math.min(all.length - 1, now + by)))
  useEffect(() => void page.current?.focus(), [])
  useEffect(() => void page.current?.querySelector('article')?.scrollTo(0, 0), [now]) // newer browsers return a promise

  function key(event: KeyboardEvent) {
    const by = { ArrowRight: 1, PageDown: 1, Space: 1, ArrowLeft: -1, PageUp: -1 }[event.code]
    if (event.code === 'Escape') close()
    if (by && !(event.code === 'Space' && event.target instanceof HTMLButtonElement)) {
      event.preventDefault()
      turn(by)
    }
  }
  function up(event: PointerEvent) {
    const far = event.clientX - (from.current ?? event.clientX)
    from.current = undefined
    if (Math.abs(far) > 60) turn(far < 0 ? 1 : -1)
  }

  return (
    <section className="aloud" ref={page} tabIndex={-1} aria-label={t('report.aloud')} onKeyDown={key}
      onPointerDown={(event) => (from.current = event.clientX)} onPointerUp={up} onPointerCancel={() => (from.current = undefined)}>
      <article aria-live="polite" tabIndex={0}>
        <p className="place">{t('report.place', { number: now + 1, total: all.length })}</p>
        {one.text.kk && <p className="words" lang="kk">{one.text.kk}</p>}
        {one.text.ru && <p className="words" lang="ru">{one.text.ru}</p>}
        <dl>
          <dt>{t('report.who')}</dt>
          <dd>{one.who || '—'}</dd>
          <dt>{t('report.until')}</dt>
          <dd>{one.until || '—'}</dd>
        </dl>
      </article>
      <nav aria-label={t('report.turn')}>
        <button disabled={now === 0} onClick={() => turn(-1)}>← {t('report.previous')}</button>
        <button className="close" onClick={close}>{t('report.close')}</button>
        <button disabled={now === all.length - 1} onClick={() => turn(1)}>{t('report.next')} →</button>
      </nav>
    </section>
  )
}
