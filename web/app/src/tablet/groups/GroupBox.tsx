import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Language, Text, Translate } from '../../core/i18n.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { LimitedInput } from '../../ui/Limited.tsx'
import { useTools } from '../tools.ts'
import { type Board, longestTitle } from './groups.ts'
import { dissolve, nameGroup, type Place } from './keep.ts'

interface GroupProps {
  group: Board['groups'][number]
  number: number
  of: number
  place: Place
  chosen: '' | undefined
  here: ReactNode
  shift: (by: -1 | 1) => void
  say: (text: string) => void
  children: ReactNode
}

export function titleOf(title: Text, number: number, t: Translate): string {
  return read(title, 'kk') || t('groups.unnamed', { number })
}

/** A group with its name, in the spoken language and, one touch away, in the other. */
export function GroupBox({ group, number, of, place, chosen, here, shift, say, children }: GroupProps) {
  const { store } = useTools()
  const { t, language } = useSpeech()
  const first: Language = language === 'ru' ? 'ru' : 'kk'
  const second: Language = first === 'kk' ? 'ru' : 'kk'
  const name = titleOf(group.title, number, t)
  return (
    <section className="group" data-group={group.id} data-chosen={chosen} aria-label={name}>
      <header>
        <NameField language={first} title={group.title} number={number} save={(title) => nameGroup(store, place, group.id, title)} />
        <span className="count">{t('groups.cards', { count: group.cards.length })}</span>
        {here}
      </header>
      <ul>{children}</ul>
      {!group.cards.length && <p className="soft">{t('groups.emptyGroup')}</p>}
      <details>
        <summary>{t('groups.more')}</summary>
        <NameField language={second} title={group.title} number={number} save={(title) => nameGroup(store, place, group.id, title)} />
        <div className="group-actions">
          <button className="button quiet" disabled={number === 1} aria-label={t('groups.earlier', { group: name })} onClick={() => shift(-1)}>↑</button>
          <button className="button quiet" disabled={number === of} aria-label={t('groups.later', { group: name })} onClick={() => shift(1)}>↓</button>
          <button className="button quiet danger"
            onClick={() => void dissolve(store, place, group.id).then(() => say(t('groups.dissolved', { group: name })))}>
            {t('groups.dissolve')}
          </button>
        </div>
      </details>
    </section>
  )
}

/** Kept at every keystroke; while somebody types here, news of the name wait. */
function NameField({ language, title, number, save }: { language: Language; title: Text; number: number; save: (title: Text) => Promise<void> }) {
  const { t } = useSpeech()
  const [typed, setTyped] = useState<string>()
  const writing = useRef(Promise.resolve())
  const told = title[language] ?? ''
  useEffect(() => setTyped(undefined), [told])
  return (
    <LimitedInput
      className="field name"
      lang={language}
      limit={longestTitle}
      aria-label={`${t('groups.name', { number })} · ${t(`composer.${language}`)}`}
      placeholder={`${t('groups.unnamed', { number })} · ${t(`composer.${language}`)}`}
      value={typed ?? told}
      onChange={({ target: { value } }) => {
        setTyped(value)
        writing.current = writing.current.then(() => save({ ...title, [language]: value }))
      }}
    />
  )
}
