import type { Unwritten } from '../lines/unwritten.ts'
import { useAside } from './words.ts'
import './aside.css'

/** The browser refuses to write: what becomes of what was typed, and what a person can do. */
export default function NotWritten({ unwritten: { lines, safe } }: { unwritten: Unwritten }) {
  const { t } = useAside()
  return (
    <div className="not-written" role="alert">
      <p>
        <b>{t('unwritten.title')}</b> {lines.length ? t(safe ? 'unwritten.spare' : 'unwritten.page', { count: lines.length }) : t('unwritten.deed')} {t('unwritten.free')}
      </p>
    </div>
  )
}
