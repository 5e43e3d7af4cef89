import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Forum, NewForum as NewForumBody, Theme } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useWrite } from '../data.ts'
import { useAddress } from '../shell/address.ts'
import { Failure } from '../shell/Failure.tsx'
import { Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api, may } from '../staff.ts'
import { day } from '../when.ts'
import { ForumFields, forumOf } from './ForumFields.tsx'
import { isTheme, type ThemeRow, ThemeRows } from './ThemeRows.tsx'
import './forum.css'

interface Earlier {
  forum: Forum
  themes: Theme[]
}

/** A forum begins here: from nothing, or with what an earlier one had. */
export default function NewForum() {
  const { t, language } = useSpeech()
  const organiser = may(useAccount(), '*', 'organiser')
  const [{ copy = '' }, setAddress] = useAddress()
  const forums = useQuery({
    queryKey: ['forums', 'all'],
    queryFn: async () => [...(await all('/api/sessions/forums')), ...(await all('/api/sessions/forums', { archived: 'yes' }))],
    enabled: organiser,
  })
  const earlier = useQuery({
    queryKey: ['forums', 'earlier', copy],
    queryFn: async (): Promise<Earlier> => ({ forum: await api.get(at.sessions(copy)), themes: await all(`${at.sessions(copy)}/themes`) }),
    enabled: organiser && Boolean(copy),
  })
  if (!organiser) return <><PageTitle>{t('forum.new')}</PageTitle><p className="note">{t('forum.onlyOrganisers')}</p></>
  return (
    <>
      <PageTitle>{t('forum.new')}</PageTitle>
      {forums.data && forums.data.length > 0 && (
        <label className="short">
          {t('forum.copyOf')}
          <select className="field" value={copy} onChange={({ target }) => setAddress({ copy: target.value || undefined })}>
            <option value="">{t('forum.copyNone')}</option>
            {forums.data.filter((one) => !one.rehearsal_of).map((one) => <option key={one.id} value={one.id}>{read(one.title, language)} · {day(one.starts_on, t)}</option>)}
          </select>
        </label>
      )}
      <Failure error={forums.error ?? earlier.error} />
      {copy && !earlier.data ? !earlier.error && <p className="note" role="status">{t('loading')}</p> : <Beginning key={copy} earlier={copy ? earlier.data : undefined} />}
    </>
  )
}

function Beginning({ earlier }: { earlier?: Earlier }) {
  const { t } = useSpeech()
  const navigate = useNavigate()
  const client = useQueryClient()
  const draft = useDraft(`forum/new/${earlier?.forum.id ?? 'empty'}`)
  const [themes, setThemes] = useHeld(draft, () =>
    draft.value('themes') ? (JSON.parse(draft.value('themes')) as ThemeRow[]) : (earlier?.themes ?? []).map(({ id, key, title }): ThemeRow => ({ id: uuidv7(), key, title, earlier_theme_id: id })))
  const begin = useWrite('forums', (form: FormData) =>
    api.post('/api/sessions/programmes', {
      forum: { id: draft.id, ...forumOf(form) } as NewForumBody,
      themes: themes.filter(isTheme).map((one, i) => ({ ...one, title: { kk: '', ru: '', ...one.title }, position: i + 1 })),
      ...(earlier && { earlier_forum_id: earlier.forum.id, take: { sessions: form.has('sessions'), methods: form.has('methods'), staff: form.has('staff') } }),
    }))
  return (
    <Form draft={draft} className="card stack" label={t('forum.new')} onCancel={() => void navigate({ to: '/' })} onSubmit={(form) =>
      begin.mutate(form, {
        onSuccess: ({ id }) => {
          draft.drop()
          void client.invalidateQueries({ queryKey: ['forums'] })
          void navigate({ to: '/forums/$forum/programme', params: { forum: id } })
        },
      })}>
      <ForumFields draft={draft} forum={earlier && { ...earlier.forum, starts_on: '', ends_on: '' }} />
      <ThemeRows value={themes} onChange={setThemes} />
      <input type="hidden" name="themes" value={JSON.stringify(themes)} />
      {earlier && (
        <fieldset className="stack tight">
          <legend>{t('forum.take')}</legend>
          {(['sessions', 'methods', 'staff'] as const).map((one) => (
            <label key={one} className="check">
              <input type="checkbox" name={one} defaultChecked={draft.ticked(one, true)} /> {t(`forum.takes.${one}`)}
            </label>
          ))}
          <p className="soft">{t('forum.takeHint')}</p>
        </fieldset>
      )}
      <Failure error={begin.error} />
      <FormActions busy={begin.isPending} save={t('forum.begin')} onCancel={() => (draft.close(), void navigate({ to: '/' }))} />
    </Form>
  )
}
