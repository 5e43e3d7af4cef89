import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useForumFacts, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { useForums } from '../staff/roles.ts'
import { api, may } from '../staff.ts'

/** The way into the forum's rehearsal, for everybody who is in it; an organiser of all forums begins one. */
export function Rehearsal({ forum }: { forum: string }) {
  const { t } = useSpeech()
  const client = useQueryClient()
  const navigate = useNavigate()
  const done = useDone()
  const organiser = may(useAccount(), '*', 'organiser')
  const facts = useForumFacts(forum).data
  const on = useForums().data?.find((one) => one.rehearsal_of === forum)
  const begin = useWrite(forum, () => api.post(`${at.sessions(forum)}/rehearsal`), () => ({}))
  if (!facts || facts.rehearsal_of || facts.state === 'closed' || !(organiser || on)) return null
  return (
    <section className="card stack" aria-labelledby="rehearsal">
      <h2 id="rehearsal">{t('rehearsal.title')}</h2>
      <p>{t('rehearsal.about')}</p>
      <Failure error={begin.error} />
      <div className="actions">
        {on ? (
          <Link className="button" to="/forums/$forum/tablets" params={{ forum: on.id }}>{t('rehearsal.open')}</Link>
        ) : (
          <button className="button" disabled={begin.isPending} onClick={() => begin.mutate(undefined, {
            onSuccess: ({ id }) => {
              void client.invalidateQueries({ queryKey: ['forums'] })
              done(t('done.rehearsalBegun'))
              void navigate({ to: '/forums/$forum/tablets', params: { forum: id } })
            },
          })}>{t('rehearsal.begin')}</button>
        )}
      </div>
    </section>
  )
}

/** Stands on every page of a rehearsal: where one is, the way back, and its end. */
export function RehearsalStrip({ forum }: { forum: string }) {
  const { t, language } = useSpeech()
  const client = useQueryClient()
  const facts = useForumFacts(forum).data
  const real = useForumFacts(facts?.rehearsal_of ?? '').data
  const organiser = may(useAccount(), '*', 'organiser')
  const put = useWrite(forum, (archived: boolean) => api.patch(at.sessions(forum), { archived }), () => ({ forum: { all: true } }))
  if (!facts?.rehearsal_of) return null
  return (
    <aside className="note rehearsal stack" aria-label={t('rehearsal.title')}>
      <p>{t(facts.archived ? 'rehearsal.over' : 'rehearsal.here', { title: read(real?.title, language) })}</p>
      <Failure error={put.error} />
      <div className="actions">
        <Link className="button" to="/forums/$forum/ready" params={{ forum: facts.rehearsal_of }}>{t('rehearsal.back')}</Link>
        {organiser && (
          <button className="button quiet" disabled={put.isPending} onClick={() => put.mutate(!facts.archived, { onSuccess: () => void client.invalidateQueries({ queryKey: ['forums'] }) })}>
            {t(facts.archived ? 'rehearsal.goOn' : 'rehearsal.end')}
          </button>
        )}
      </div>
    </aside>
  )
}
