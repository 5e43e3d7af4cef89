import { useQuery } from '@tanstack/react-query'
import type { SessionKind } from '../../core/contract/enums.ts'
import type { Forum, NewPlanned, Session } from '../../core/contract/sessions.d.ts'
import { called, languages, read, type Text } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useThemes, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { day as dayWords, useForumTime } from '../when.ts'
import { clashesOf } from './clashes.ts'
import { kinds } from './kinds.ts'
import { planned } from './many.ts'

interface Props {
  forum: Forum
  days: readonly string[]
  day: string
  sessions: readonly Session[]
  close: () => void
  onAdded: (day: string) => void
}

const most = 100

/** Plans one session, or many alike: a yurt each, a theme each, at one time, by one method. What will be made is shown before. */
export function ManySessions({ forum, days, day, sessions, close, onAdded }: Props) {
  const { t, language } = useSpeech()
  const clock = useForumTime()
  const done = useDone()
  const draft = useDraft('programme/many')
  const themes = useThemes(forum.id).data ?? []
  const methods = useQuery({ queryKey: ['methods'], queryFn: () => api.get('/api/sessions/methods'), staleTime: Infinity }).data?.items ?? []
  const taken = sessions.map(({ yurt }) => yurt)
  const [ids] = useHeld(draft, () => (draft.value('ids') ? (JSON.parse(draft.value('ids')) as string[]) : Array.from({ length: most }, uuidv7)))
  const start = { day, kind: 'breakout', from: forum.opens, to: '', where: 'yurts', first: String(Math.max(0, ...taken) + 1), count: '', method: 'brainstorm', language: 'kk' }
  type Fields = typeof start
  const [typed, setTyped] = useHeld<Fields>(draft, () => Object.fromEntries(Object.entries(start).map(([name, value]) => [name, draft.value(name, value)])) as Fields)
  const [place, setPlace] = useHeld<Text>(draft, () => draft.text('place'))
  const [title, setTitle] = useHeld<Text>(draft, () => draft.text('title'))
  const [without, setWithout] = useHeld<string[]>(draft, () => draft.value('without').split(',').filter(Boolean))
  const chosen = themes.filter(({ id }) => !without.includes(id))
  const set = (name: keyof Fields) => ({ name, value: typed[name], onChange: ({ target }: { target: { value: string } }) => setTyped({ ...typed, [name]: target.value }) })
  const many = typed.where === 'yurts'
  const count = Math.min(most, many ? Number(typed.count) || Math.max(1, chosen.length) : 1)
  const will: NewPlanned[] = planned({
    ids, count, day: typed.day, from: typed.from, to: typed.to, clock, kind: typed.kind as SessionKind, method: typed.method, language: typed.language,
    firstYurt: many ? Number(typed.first) || 1 : 0, themes: chosen, title, place,
  })
  const asSlots = will.map((one) => ({ ...one, id: one.id!, yurt: one.yurt ?? 0, place: one.place ?? {}, people: [], state: 'planned' }) as unknown as Session)
  const clashes = will.length ? clashesOf([...sessions, ...asSlots]) : new Map<string, never[]>()
  const path = `${at.sessions(forum.id)}/programme` as const
  const noted = () => ({ sessions: { all: true } })
  const add = useWrite(forum.id, () => api.post(path, { sessions: will }), noted)
  const remove = useWrite(forum.id, (made: string[]) => api.post(`${path}/remove`, { session_ids: made }), noted)
  const leave = () => (draft.close(), close())
  return (
    <Form draft={draft} className="card stack" label={t('grid.add')} onCancel={leave} onSubmit={(form) => {
      setPlace(pair(form, 'place'))
      if (will.length)
        add.mutate(undefined, {
          onSuccess: ({ items }) => {
            draft.startAnew() // the form of an empty programme stays until the list has come
            close()
            onAdded(typed.day)
            done(t('done.sessionsAdded', { count: items.length }), () => remove.mutateAsync(items.map(({ id }) => id)))
          },
        })
    }}>
      <h2>{t('grid.add')}</h2>
      <input type="hidden" name="ids" value={JSON.stringify(ids)} />
      <input type="hidden" name="without" value={without.join()} />
      <div className="columns numbers">
        <label>{t('grid.day')} <select className="field" {...set('day')}>{[...new Set([...days, typed.day])].map((one) => <option key={one} value={one}>{dayWords(one, t)}</option>)}</select></label>
        <label>{t('programme.starts')} <input className="field" type="time" required {...set('from')} /></label>
        <label>{t('programme.ends')} <input className="field" type="time" required min={typed.from} {...set('to')} /></label>
      </div>
      <div className="columns">
        <label>{t('grid.kind')} <select className="field" {...set('kind')}>{kinds.map((one) => <option key={one} value={one}>{t(`session.kind.${one}`)}</option>)}</select></label>
        <label>{t('grid.method')} <select className="field" {...set('method')}>
          <option value="">{t('grid.noMethod')}</option>
          {methods.map(({ key, title: name }) => <option key={key} value={key}>{read(name, language)}</option>)}
        </select></label>
        <label>{t('grid.language')} <select className="field" {...set('language')}>{[...languages, 'mixed'].map((one) => <option key={one} value={one}>{called(one, t(`spoken.${one}`))}</option>)}</select></label>
        <label>{t('grid.where')} <select className="field" {...set('where')}><option value="yurts">{t('grid.inYurts')}</option><option value="place">{t('grid.inPlace')}</option></select></label>
        {many && <label>{t('grid.firstYurt')} <input className="field" type="number" min={1} max={1000} {...set('first')} /></label>}
        {many && <label>{t('grid.count')} <input className="field" type="number" min={1} max={most} {...set('count')} placeholder={String(count)} /></label>}
      </div>
      <div onInput={(event) => (setPlace(pair(new FormData(event.currentTarget.closest('form')!), 'place')), setTitle(pair(new FormData(event.currentTarget.closest('form')!), 'title')))} className="stack">
        <Pair name="title" label={t('grid.title')} value={draft.text('title')} rows={1} />
        <Pair name="place" label={t('programme.place')} value={draft.text('place')} rows={1} />
      </div>
      {themes.length > 0 && (
        <fieldset className="stack tight">
          <legend>{t('grid.themes')}</legend>
          <div className="actions">
            {themes.map((theme) => (
              <label key={theme.id} className="check">
                <input type="checkbox" checked={!without.includes(theme.id)} onChange={({ target }) => setWithout(target.checked ? without.filter((id) => id !== theme.id) : [...without, theme.id])} /> {read(theme.title, language)}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {will.length > 0 ? (
        <div className="stack tight">
          <p>{t('grid.will', { count: will.length })}</p>
          <ol className="rows many-preview" tabIndex={0} aria-label={t('grid.will', { count: will.length })}>
            {will.map((one) => (
              <li key={one.id}>
                <span className="grow">{one.yurt ? `${t('programme.yurt', { yurt: one.yurt })} · ` : ''}{read(one.title, language)}</span>
                <span className="soft">{typed.from}–{typed.to}</span>
                {clashes.has(one.id!) && <span className="pill warn">{t('grid.clash')}</span>}
              </li>
            ))}
          </ol>
        </div>
      ) : (
        <p className="soft">{t('grid.notYet')}</p>
      )}
      <Failure error={add.error} />
      <FormActions busy={add.isPending || !will.length} save={t('grid.make', { count: Math.max(1, will.length) })} onCancel={leave} />
    </Form>
  )
}
