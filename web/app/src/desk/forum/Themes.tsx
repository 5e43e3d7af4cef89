import { useState } from 'react'
import type { Theme, Usual } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite, useThemes } from '../data.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Refused } from '../shell/Refused.tsx'
import { TwoTexts } from '../shell/TwoTexts.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useThemeSets } from './regions.ts'

const noted = () => ({ themes: { all: true } })

/** The themes of a forum: added, reworded, put in order, deleted while nothing is about them. */
export function Themes({ forum }: { forum: string }) {
  const { t, language } = useSpeech()
  const themes = useThemes(forum)
  const sets = useThemeSets().data ?? []
  const done = useDone()
  const path = `${at.sessions(forum)}/themes` as const
  const items = themes.data ?? []
  const last = Math.max(0, ...items.map(({ position }) => position))
  const add = useWrite(forum, async (usual: readonly Usual[]) => {
    const made: Theme[] = []
    for (const [i, { key, title }] of usual.entries()) made.push(await api.post(path, { id: uuidv7(), key, title, position: last + i + 1 }))
    return made
  }, noted)
  const takeBack = useWrite(forum, (made: readonly Theme[]) => Promise.all(made.map(({ id }) => api.delete(`${path}/${id}`))), noted)
  const swap = useWrite(forum, async ([a, b]: readonly [Theme, Theme]) => {
    await api.patch(`${path}/${a.id}`, { position: b.position, version: a.version })
    await api.patch(`${path}/${b.id}`, { position: a.position === b.position ? a.position + 1 : a.position, version: b.version })
  }, noted)
  return (
    <section>
      <h2>{t('forum.themes')}</h2>
      <div className="actions">
        {sets.map((set) => {
          const missing = set.themes.filter(({ key }) => !items.some((one) => one.key === key))
          return (
            <button key={set.key} className="button" disabled={!missing.length || add.isPending}
              onClick={() => add.mutate(missing, { onSuccess: (made) => done(t('done.themesAdded', { count: made.length }), () => takeBack.mutateAsync(made)) })}>
              {read(set.title, language)}
            </button>
          )
        })}
      </div>
      <Failure error={themes.error ?? add.error ?? swap.error} />
      {themes.data && !items.length && <p className="note">{t('forum.noThemes')}</p>}
      {items.length > 0 && (
        <ol className="rows forum-themes">
          {items.map((theme, i) => (
            <ThemeItem key={theme.id} forum={forum} theme={theme} onUp={i > 0 ? () => swap.mutate([theme, items[i - 1]!]) : undefined} />
          ))}
        </ol>
      )}
      <NewTheme key={items.length} forum={forum} position={last + 1} />
    </section>
  )
}

function ThemeItem({ forum, theme, onUp }: { forum: string; theme: Theme; onUp?: () => void }) {
  const { t, language } = useSpeech()
  const [open, setOpen] = useState(false)
  const done = useDone()
  const path = `${at.sessions(forum)}/themes/${theme.id}` as const
  const title = read(theme.title, language)
  const remove = useWrite(forum, () => api.delete(path), noted)
  // Its key and its place come back with it; nothing was about it, so nothing was lost.
  const restore = useWrite(forum, () => api.post(`${at.sessions(forum)}/themes`, { id: uuidv7(), key: theme.key, title: theme.title, position: theme.position }), noted)
  return (
    <li>
      <span className="grow"><BothTexts text={theme.title} /></span>
      {!open && (
        <div className="actions">
          <button className="button quiet" disabled={!onUp} aria-label={t('forum.themeUp', { title })} onClick={onUp}>↑</button>
          <button className="button quiet" onClick={() => setOpen(true)}>{t('forum.reword')} <span className="visually-hidden">{title}</span></button>
          <button className="button quiet" disabled={remove.isPending} onClick={() => remove.mutate(undefined, { onSuccess: () => done(t('done.themeDeleted', { title }), () => restore.mutateAsync()) })}>
            {t('forum.deleteTheme')} <span className="visually-hidden">{title}</span>
          </button>
        </div>
      )}
      <Failure error={remove.error} />
      {open && <Reword forum={forum} theme={theme} close={() => setOpen(false)} />}
    </li>
  )
}

function Reword({ forum, theme, close }: { forum: string; theme: Theme; close: () => void }) {
  const { t } = useSpeech()
  const done = useDone()
  const draft = useDraft(`theme/${theme.id}/reword`, theme)
  const path = `${at.sessions(forum)}/themes/${theme.id}` as const
  const save = useWrite(forum, (body: { title: Theme['title']; version: number }) => api.patch(path, body), noted)
  const before = draft.seen ?? theme
  return (
    <TwoTexts draft={draft} label={t('forum.reword')} value={before.title} busy={save.isPending}
      refused={<Refused draft={draft} error={save.error} read={async () => (await api.get(`${at.sessions(forum)}/themes`, { limit: 500 })).items.find(({ id }) => id === theme.id)!} facts={(one) => [[t('forum.themes'), [one.title.kk, one.title.ru].join(' · ')]]} />}
      onSave={(title) => save.mutate({ title: { ...before.title, ...title }, version: draft.version }, {
        onSuccess: ({ version }) => (draft.drop(), close(), done(t('done.themeReworded'), () => save.mutateAsync({ title: before.title, version }))),
      })}
      onCancel={() => (draft.close(), close())} />
  )
}

function NewTheme({ forum, position }: { forum: string; position: number }) {
  const { t } = useSpeech()
  const done = useDone()
  const [open, setOpen] = useState(false)
  const draft = useDraft('theme/new')
  const path = `${at.sessions(forum)}/themes` as const
  const add = useWrite(forum, (title: { kk: string; ru: string }) => api.post(path, { id: draft.id, title, position }), noted)
  const remove = useWrite(forum, (id: string) => api.delete(`${path}/${id}`), noted)
  if (!open) return <div className="actions"><button className="button" onClick={() => setOpen(true)}>{t('forum.addTheme')}</button></div>
  return (
    <TwoTexts draft={draft} label={t('forum.addTheme')} busy={add.isPending} save={t('forum.addTheme')} refused={<Failure error={add.error} />}
      onSave={(title) => add.mutate(title, { onSuccess: ({ id }) => (draft.drop(), setOpen(false), done(t('done.themesAdded', { count: 1 }), () => remove.mutateAsync(id))) })}
      onCancel={() => (draft.close(), setOpen(false))} />
  )
}
