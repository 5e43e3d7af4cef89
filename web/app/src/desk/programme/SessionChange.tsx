import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { Person, Session, SessionChange as Changes } from '../../core/contract/sessions.d.ts'
import type { ForumTime } from '../../core/forumTime.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useThemes, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Form, field, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { untouched } from '../shell/drafts.ts'
import { Refused } from '../shell/Refused.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useForumTime } from '../when.ts'
import { CancelSession } from './CancelSession.tsx'
import { kinds } from './kinds.ts'
import { Parts } from './Parts.tsx'
import { RemoveSession } from './RemoveSession.tsx'
import { useNames } from './useProgramme.ts'
import './grid.css'

/**
 * Renames, moves or cancels a session; its tablets are told what changed and where to go. Lists leave its people out, so it
 * is read whole before the form opens: what is unknown would be taken for nobody.
 */
export function SessionChange({ forum, session, close }: { forum: string; session: Session; close: () => void }) {
  const { t } = useSpeech()
  const known = Boolean(session.people?.length)
  const whole = useQuery({ queryKey: [forum, 'sessions', 'one', session.id], queryFn: () => api.get(at.session(forum, session.id)), enabled: !known })
  const opened = useRef<Session>(undefined) // and not what it has become since
  if (known) opened.current ??= session
  else if (whole.data && whole.data.version >= session.version) opened.current ??= whole.data
  if (!opened.current) return whole.error ? <Failure error={whole.error} /> : <p className="note" role="status">{t('loading')}</p>
  return <Change forum={forum} session={opened.current} close={close} />
}

function Change({ forum, session, close }: { forum: string; session: Session; close: () => void }) {
  const { t, language } = useSpeech()
  const clock = useForumTime()
  const zone = clock.says(t)
  const path = at.session(forum, session.id)
  const draft = useDraft(`session/${session.id}/change`, session)
  const opened = draft.seen ?? session
  const themes = useThemes(forum).data ?? []
  const [people, setPeople] = useHeld<Person[] | undefined>(draft, () => (draft.value('people') ? (JSON.parse(draft.value('people')) as Person[]) : undefined))
  const [theirs, setTheirs] = useState<Session>() // as a colleague has saved it meanwhile
  const involved = useMemo(() => (theirs ? [...opened.people, ...theirs.people].flatMap((one) => one.account_id || one.participant_id || []) : []), [opened, theirs])
  const name = useNames(forum, involved)
  const [theme, setTheme] = useHeld(draft, () => draft.value('theme', opened.theme_id))
  const [asking, ask] = useState(false)
  const change = useWrite(forum, (body: Changes) => api.patch(path, { version: draft.version, ...body }))
  const done = useDone()
  const save = (body: Changes, told: string) =>
    change.mutate(body, {
      onSuccess: ({ version }) => {
        const before = draft.latest ?? opened // taking it back leaves what a colleague had changed in between
        const was = Object.fromEntries(['reason' as const, ...Object.keys(body)].map((key) => [key, before[key as keyof Session]])) // what is cancelled again says why
        draft.drop()
        close()
        done(told, () => change.mutateAsync({ ...was, version }))
      },
    })
  const leave = () => (draft.close(), close())
  const facts = (one: Session): [string, string][] => [
    [t('programme.sessionTitle'), [one.title.kk, one.title.ru].filter(Boolean).join(' · ')],
    [t('programme.place'), [one.place?.kk, one.place?.ru].filter(Boolean).join(' · ')],
    [t('programme.starts'), clock.field(one.starts_at).replace('T', ' ')],
    [t('programme.ends'), clock.field(one.ends_at).replace('T', ' ')],
    [t('grid.kind'), t(`session.kind.${one.kind}`)],
    [t('grid.theme'), read(themes.find(({ id }) => id === one.theme_id)?.title, language) || one.theme_id],
    [t('grid.yurt'), one.yurt ? String(one.yurt) : ''],
    [t('parts.title'), one.people.map((part) => {
      const id = part.account_id || part.participant_id || ''
      return `${t(`parts.role.${part.role}`)}: ${name(id) ?? id}`
    }).join(', ')],
    [t('grid.link'), one.link],
  ]
  const title = read(opened.title, language)
  const cancelled = opened.state === 'cancelled'
  return (
    <>
      <Form draft={draft} label={t('programme.change')} onCancel={leave} onSubmit={(form) =>
        save(untouched<Partial<ReturnType<typeof fieldsOf>>>({ title: { ...opened.title, ...pair(form, 'title') }, place: { ...opened.place, ...pair(form, 'place') }, starts_at: clock.instant(field(form, 'starts')), ends_at: clock.instant(field(form, 'ends')), kind: field(form, 'kind') as Session['kind'], theme_id: theme ?? '', yurt: Number(field(form, 'yurt')) || 0, link: field(form, 'link'), ...(people && { people }) }, fieldsOf(opened, clock), fieldsOf(draft.latest ?? opened, clock)), t('done.sessionChanged', { title }))}>
        <Pair name="title" label={t('programme.sessionTitle')} value={draft.text('title', opened.title)} rows={1} />
        <Pair name="place" label={t('programme.place')} value={draft.text('place', opened.place)} rows={1} />
        <div className="columns">
          <label>
            {t('grid.kind')}
            <select className="field" name="kind" defaultValue={draft.value('kind', opened.kind)}>{kinds.map((one) => <option key={one} value={one}>{t(`session.kind.${one}`)}</option>)}</select>
          </label>
          <label>
            {t('grid.theme')}
            <select className="field" name="theme" value={theme} onChange={({ target }) => setTheme(target.value)}>
              <option value="">{t('grid.noTheme')}</option>
              {themes.map(({ id, title }) => <option key={id} value={id}>{read(title, language)}</option>)}
            </select>
          </label>
          <label>
            {t('grid.yurt')} <input className="field" type="number" name="yurt" min={0} max={1000} defaultValue={draft.value('yurt', opened.yurt || '')} />
          </label>
        </div>
        <div className="columns">
          <label>
            {t('programme.starts')} <input className="field" type="datetime-local" name="starts" required defaultValue={draft.value('starts', clock.field(opened.starts_at))} />
          </label>
          <label>
            {t('programme.ends')} <input className="field" type="datetime-local" name="ends" required defaultValue={draft.value('ends', clock.field(opened.ends_at))} />
          </label>
        </div>
        {zone && <p className="soft">{zone}</p>}
        {people && <input type="hidden" name="people" value={JSON.stringify(people)} />}
        <Parts forum={forum} value={people ?? opened.people} onChange={setPeople} />
        <label>
          {t('grid.link')} <input className="field" type="url" name="link" placeholder="https://" defaultValue={draft.value('link', opened.link)} />
        </label>
        <Refused draft={draft} error={change.error} read={async () => {
          const now = await api.get(path)
          setTheirs(now)
          return now
        }} facts={facts} />
        <FormActions busy={change.isPending} onCancel={leave} />
      </Form>
      {asking ? (
        <CancelSession forum={forum} session={opened} onCancelled={close} onNo={() => ask(false)} />
      ) : (
        (cancelled || opened.state === 'planned') && (
          <button className="button quiet" disabled={change.isPending} onClick={cancelled ? () => save({ state: 'planned' }, t('done.sessionRestored', { title })) : () => ask(true)}>
            {t(cancelled ? 'programme.restore' : 'programme.cancel')}
          </button>
        )
      )}
      {opened.state === 'planned' && !asking && <RemoveSession forum={forum} session={opened} onRemoved={close} />}
    </>
  )
}

/** As the form sends it: what was not touched is known by being the same. */
const fieldsOf = ({ title, place, starts_at, ends_at, kind, theme_id, yurt, link, people }: Session, { field, instant }: ForumTime) => ({
  title, place, starts_at: instant(field(starts_at)), ends_at: instant(field(ends_at)), kind, theme_id, yurt, link, people,
})
