import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Forum, ForumChange } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useForumFacts, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { untouched } from '../shell/drafts.ts'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Refused } from '../shell/Refused.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { Sure } from '../shell/Sure.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api, may } from '../staff.ts'
import { day } from '../when.ts'
import { ForumFields, forumOf } from './ForumFields.tsx'
import { Themes } from './Themes.tsx'
import './forum.css'

const noted = () => ({ forum: { all: true } })
const next: Record<Forum['state'], readonly Forum['state'][]> = {
  draft: ['announced'], announced: ['running', 'draft'], running: ['closed', 'announced'], closed: ['running'],
}

/** All of a forum that its organiser decides: what it is, its themes, how far it is, and its end. */
export default function ForumSettings() {
  const { t } = useSpeech()
  const id = useForum()
  const forum = useForumFacts(id)
  if (!forum.data) return forum.error ? null : <p className="note" role="status">{t('loading')}</p>
  return (
    <>
      <PageTitle beside={<span className="pill">{t(forum.data.archived ? 'forum.archived' : `forums.state.${forum.data.state}`)}</span>}>{t('pages.forum')}</PageTitle>
      <State forum={forum.data} />
      <Facts forum={forum.data} />
      <Themes forum={id} />
      {!forum.data.rehearsal_of && <End forum={forum.data} />}
    </>
  )
}

function Facts({ forum }: { forum: Forum }) {
  const { t } = useSpeech()
  const draft = useDraft('forum/edit', forum)
  const done = useDone()
  const path = at.sessions(forum.id)
  const client = useQueryClient()
  const opened = draft.seen ?? forum
  const change = useWrite(forum.id, async (body: ForumChange) => {
    const changed = await api.patch(path, { version: draft.version, ...body })
    client.setQueryData([forum.id, 'forum'], changed)
    return changed
  }, noted)
  useEffect(() => draft.follow(forum), [draft, forum])
  const facts = (one: Forum): [string, string][] => [
    [t('forum.kind'), t(`forum.kinds.${one.kind}`)], [t('forum.name'), [one.title.kk, one.title.ru].join(' · ')], [t('forum.place'), [one.place.kk, one.place.ru].join(' · ')],
    [t('forum.firstDay'), day(one.starts_on, t)], [t('forum.lastDay'), day(one.ends_on, t)], [t('forum.opens'), one.opens], [t('forum.closes'), one.closes],
    [t('forum.zone'), one.time_zone], [t('forum.eligible'), String(one.quorum.eligible)], [t('forum.percent'), String(one.quorum.percent)],
  ]
  function submit(form: FormData) {
    const before = draft.latest ?? opened
    const quorum = untouched({ eligible: Number(field(form, 'eligible')), percent: Number(field(form, 'percent')) }, opened.quorum, before.quorum)
    const typed = { ...forumOf(form), quorum }
    const body = untouched<typeof typed>(typed, opened, before)
    change.mutate(body, {
      onSuccess: (changed) => {
        const was = Object.fromEntries(Object.keys(body).map((key) => [key, before[key as keyof Forum]])) as ForumChange
        draft.startAnew(changed)
        done(t('done.forumChanged'), () => change.mutateAsync({ ...was, version: changed.version }))
      },
    })
  }
  return (
    <Form draft={draft} className="card stack" label={t('forum.edit')} standing onSubmit={submit}>
      <ForumFields key={draft.epoch} draft={draft} forum={opened} />
      <div className="columns numbers">
        <label>{t('forum.eligible')} <input className="field" type="number" name="eligible" min={0} defaultValue={draft.value('eligible', opened.quorum.eligible)} /></label>
        <label>{t('forum.percent')} <input className="field" type="number" name="percent" min={0} max={100} defaultValue={draft.value('percent', opened.quorum.percent)} /></label>
      </div>
      <p className="soft">{t('forum.quorumHint')}</p>
      <Refused draft={draft} error={change.error} read={() => api.get(path)} facts={facts} />
      <FormActions busy={change.isPending} onCancel={() => draft.startAnew()} />
    </Form>
  )
}

/** How far the forum is: one step on, or one back. */
function State({ forum }: { forum: Forum }) {
  const { t } = useSpeech()
  const done = useDone()
  const change = useWrite(forum.id, (body: ForumChange) => api.patch(at.sessions(forum.id), body), noted)
  if (forum.archived || forum.rehearsal_of) return null
  return (
    <section aria-label={t('forum.state')}>
      <p className="soft">{t(`forum.stateHint.${forum.state}`)}</p>
      <div className="actions">
        {next[forum.state].map((state, i) => (
          <button key={state} className={i || forum.state === 'closed' ? 'button quiet' : 'button primary'} disabled={change.isPending}
            onClick={() => change.mutate({ state, version: forum.version }, { onSuccess: ({ version }) => done(t(`done.forum.${state}`), () => change.mutateAsync({ state: forum.state, version })) })}>
            {t(`forum.step.${forum.state}.${state}`)}
          </button>
        ))}
      </div>
      <Failure error={change.error} />
    </section>
  )
}

/** Puts the forum away, or deletes one that came to nothing. */
function End({ forum }: { forum: Forum }) {
  const { t, language } = useSpeech()
  const done = useDone()
  const navigate = useNavigate()
  const client = useQueryClient()
  const account = useAccount()
  const [asking, ask] = useState(false)
  const archive = useWrite(forum.id, ({ version, archived }: { version: number; archived: boolean }) => api.patch(at.sessions(forum.id), { version, archived }), noted)
  const remove = useWrite(forum.id, () => api.delete(at.sessions(forum.id)), () => ({}))
  const put = (archived: boolean) => archive.mutate({ version: forum.version, archived }, {
    onSuccess: ({ version }) => done(t(archived ? 'done.forum.archived' : 'done.forum.unarchived'), () => archive.mutateAsync({ version, archived: !archived })),
  })
  return (
    <section>
      <h2>{t('forum.end')}</h2>
      <p className="soft">{t('forum.endHint')}</p>
      <div className="actions">
        <button className="button" disabled={archive.isPending} onClick={() => put(!forum.archived)}>{t(forum.archived ? 'forum.unarchive' : 'forum.archive')}</button>
        {may(account, '*', 'organiser') && !asking && <button className="button quiet" onClick={() => ask(true)}>{t('forum.delete')}</button>}
      </div>
      {asking && (
        <Sure question={t('forum.sureDelete', { title: read(forum.title, language) })} yes={t('forum.deleteNow')} busy={remove.isPending} onNo={() => ask(false)}
          onYes={() => remove.mutate(undefined, {
            onSuccess: () => {
              client.removeQueries({ queryKey: [forum.id] })
              void client.invalidateQueries({ queryKey: ['forums'] })
              void navigate({ to: '/' })
            },
            onError: () => ask(false),
          })} />
      )}
      <Failure error={archive.error ?? remove.error} />
    </section>
  )
}
