import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Device } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { batched } from '../lists/batched.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Sure } from '../shell/Sure.tsx'
import { api } from '../staff.ts'
import { useMoment } from '../when.ts'

const batches = new Map<string, (session: string) => Promise<Device[]>>()

/** The tablets of sessions; all cards on the screen ask together. */
function tabletsOf(forum: string, session: string): Promise<Device[]> {
  let ask = batches.get(forum)
  if (!ask) {
    const read = async (ids: readonly string[]) => (await api.get(`${at.sessions(forum)}/devices`, { session_id: ids.join(), limit: 500 })).items
    batches.set(forum, (ask = batched(read, ({ session_id }) => session_id)))
  }
  return ask(session)
}

/** The tablets of a session. */
export const useTablets = (forum: string, session: string, wanted: boolean) =>
  useQuery({
    queryKey: [forum, 'devices', 'of', session],
    queryFn: () => tabletsOf(forum, session),
    enabled: wanted,
    refetchInterval: 60_000, // being seen is no event: a tablet that asks for its token every ten minutes would fill the stream
  })

/** The tablets of a session: whose, seen when, and the way to shut one out that was lost. */
export function Tablets({ forum, tablets }: { forum: string; tablets: readonly Device[] }) {
  const { t } = useSpeech()
  const moment = useMoment()
  const [asking, ask] = useState<string>()
  const done = useDone()
  const revoke = useWrite(forum, (id: string) => api.delete(`${at.sessions(forum)}/devices/${id}`), () => ({ devices: { all: true } }))
  if (!tablets.length) return null
  const working = tablets.filter(({ revoked_at }) => !revoked_at)
  return (
    <details className="tablets">
      <summary>{t('tablets.count', { count: working.length })}</summary>
      <Failure error={revoke.error} />
      <ul className="rows">
        {tablets.map((tablet) => (
          <li key={tablet.id}>
            <span className="grow">
              {tablet.name || t('tablets.unnamed')}
              <span className="soft"> · {t('tablets.seen', { when: moment(tablet.last_seen_at) })}</span>
            </span>
            {tablet.revoked_at ? (
              <span className="pill bad">{t('tablets.revoked', { when: moment(tablet.revoked_at) })}</span>
            ) : asking === tablet.id ? (
              <Sure question={t('tablets.sure')} yes={t('tablets.revokeNow')} busy={revoke.isPending} onNo={() => ask(undefined)}
                onYes={() => revoke.mutate(tablet.id, { onSuccess: () => (ask(undefined), done(t('done.revoked', { name: tablet.name || t('tablets.unnamed') }))) })} />
            ) : (
              <button className="button" onClick={() => ask(tablet.id)}>
                {t('tablets.revoke')} <span className="visually-hidden">{tablet.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
