import { Link, useLocation } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { type Entry, entryOf, pageOf } from './pages.ts'
import './pages.css'

const usePath = () => useLocation({ select: ({ pathname }) => pathname })

/**
 * The pages of a forum. Where there is room they all stand side by side, in as many lines as they need; on a phone they
 * are behind a button that names the page one is on. Nothing is ever cut off or scrolled away.
 */
export function PagesNav({ forum, title, entries, staff }: { forum: string; title: string; entries: readonly Entry[]; staff: boolean }) {
  const { t } = useSpeech()
  const path = usePath()
  const page = pageOf(path)
  const current = entryOf(entries, page)
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => setOpen(false), [path])

  function key(event: KeyboardEvent) {
    if (event.code !== 'Escape' || !open) return
    setOpen(false)
    button.current?.focus()
  }
  return (
    <nav className="pages" aria-label={t('pages.label')} onKeyDown={key} data-open={open || undefined}>
      <p className="forum-name">{title}</p>
      <button ref={button} className="pages-button" aria-expanded={open} aria-controls="pages-list" onClick={() => setOpen(!open)}>
        {t(current ? `pages.${current.name}` : 'pages.label')}
      </button>
      <ul id="pages-list">
        {entries.map(({ name }) => (
          <li key={name}>
            <Link to={`/forums/$forum/${name}`} params={{ forum }} aria-current={name === current?.name ? (name === page ? 'page' : 'true') : undefined} onClick={() => setOpen(false)}>
              {t(`pages.${name}`)}
            </Link>
          </li>
        ))}
        {staff && <li><Link to="/staff" search={{ forum } as never}>{t('pages.staff')}</Link></li>}
      </ul>
    </nav>
  )
}

/** The views of the entry that one is on, when it has several. */
export function ViewsNav({ forum, entries }: { forum: string; entries: readonly Entry[] }) {
  const { t } = useSpeech()
  const page = pageOf(usePath())
  const current = entryOf(entries, page)
  if (!current?.views.includes(page)) return null
  return (
    <nav aria-label={t(`pages.${current.name}`)}>
      <ul className="views">
        {current.views.map((name) => (
          <li key={name}>
            <Link to={`/forums/$forum/${name}`} params={{ forum }} aria-current={name === page ? 'page' : undefined}>
              {t(`pages.view.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
