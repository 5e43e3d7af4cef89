import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Invite, Link } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Listing } from '../shell/Listing.tsx'
import { Sure } from '../shell/Sure.tsx'
import { api } from '../staff.ts'
import { useHouseMoment } from '../when.ts'
import { RoleList } from './RoleList.tsx'

export const useInvites = () => useQuery({ queryKey: ['invites'], queryFn: () => all('/api/sessions/invites'), refetchInterval: 30_000 })

/** The links that were handed out: which wait, which were used, and the way to take one back. */
export function Links({ onMade }: { onMade: (links: Link[]) => void }) {
  const { t } = useSpeech()
  const invites = useInvites()
  const open = invites.data?.filter(({ state }) => state === 'open').length ?? 0
  return (
    <details className="links">
      <summary>{t('staff.openLinks', { count: open })}</summary>
      <Listing query={invites} empty={t('staff.noLinks')}>
        {(items) => (
          <ul className="rows">
            {items.map((invite) => <li key={invite.id}><Row invite={invite} onMade={onMade} /></li>)}
          </ul>
        )}
      </Listing>
    </details>
  )
}

const look = { open: 'accent', used: 'good', expired: '', withdrawn: '' }

function Row({ invite, onMade }: { invite: Invite; onMade: (links: Link[]) => void }) {
  const { t } = useSpeech()
  const moment = useHouseMoment()
  const client = useQueryClient()
  const done = useDone()
  const [asking, ask] = useState(false)
  const settled = () => void client.invalidateQueries({ queryKey: ['invites'] })
  const name = invite.name || t('staff.somebody')
  const withdraw = useMutation({ mutationFn: () => api.delete(`/api/sessions/invites/${invite.id}`), onSettled: settled })
  const renew = useMutation({ mutationFn: () => api.post(`/api/sessions/invites/${invite.id}/renew`), onSettled: settled, onSuccess: (link) => onMade([link]) })
  return (
    <div className="row">
      <div className="grow">
        <strong>{name}</strong> {invite.resets && <span className="pill">{t('staff.forPassword')}</span>}
        <RoleList roles={invite.roles} />
      </div>
      <span className="soft">{t('staff.until', { when: moment(invite.expires_at) })}</span>
      <span className={`pill ${look[invite.state]}`}>{t(`staff.inviteState.${invite.state}`)}</span>
      {invite.state === 'open' && !asking && (
        <>
          <button className="button" disabled={renew.isPending} onClick={() => renew.mutate()}>
            {t('staff.renew')} <span className="visually-hidden">{name}</span>
          </button>
          <button className="button quiet" onClick={() => ask(true)}>
            {t('staff.withdraw')} <span className="visually-hidden">{name}</span>
          </button>
        </>
      )}
      {asking && <Sure question={t('staff.sureWithdraw')} yes={t('staff.withdrawNow')} busy={withdraw.isPending} onNo={() => ask(false)}
        onYes={() => withdraw.mutate(undefined, { onSuccess: () => (ask(false), done(t('staff.withdrawn', { name }))) })} />}
      <Failure error={withdraw.error ?? renew.error} />
    </div>
  )
}
