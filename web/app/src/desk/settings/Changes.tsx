import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { forumTime } from '../../core/forumTime.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all } from '../data.ts'
import { Listing } from '../shell/Listing.tsx'
import { moment } from '../when.ts'
import { type Setting, useChanges } from './settings.ts'

/** Who changed what and when, the latest first; read when it is opened. */
export function Changes({ settings, zone }: { settings: readonly Setting[]; zone: string | undefined }) {
  const { t, language } = useSpeech()
  const [open, setOpen] = useState(false)
  const changes = useChanges(open)
  const staff = useQuery({ queryKey: ['accounts', 'names'], queryFn: () => all('/api/sessions/accounts'), enabled: open, staleTime: 60_000 })
  const names = new Map(staff.data?.map(({ id, name }) => [id, name]))
  const titles = new Map(settings.map(({ key, title }) => [key, read(title, language)]))
  return (
    <details className="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('settings.history')}</summary>
      {open && (
        <Listing query={changes} empty={t('settings.noHistory')}>
          {(items) => (
            <ul className="rows changes">
              {items.map(({ service, key, version, before, after, by, at }) => (
                <li key={`${service}${key}${version}`}>
                  <span className="grow">
                    <strong>{titles.get(key) ?? key}</strong>: <del>{said(before) ?? '–'}</del> → <ins>{said(after) ?? '–'}</ins>
                  </span>
                  <span className="soft">{names.get(by) ?? '–'} · {moment(at, forumTime(zone), t)}</span>
                </li>
              ))}
            </ul>
          )}
        </Listing>
      )}
    </details>
  )
}

/** A value in a line; what nobody decided is nothing. */
function said(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'object' ? Object.values(value).join(' · ') || undefined : String(value)
}
