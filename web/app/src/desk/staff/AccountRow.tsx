import { useState } from 'react'
import type { Account, Link } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { Sure } from '../shell/Sure.tsx'
import { Unfinished } from '../shell/Unfinished.tsx'
import { useOpenForm, useUnfinished } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useHouseMoment } from '../when.ts'
import { AccountForm } from './AccountForm.tsx'
import { RoleList } from './RoleList.tsx'
import type { Given } from './roles.ts'

type Asked = 'off' | 'out' | 'reset' | 'step'

/** A member of staff: who, with which roles where, last seen when, and what an organiser can do. */
export function AccountRow({ account, start, onMade }: { account: Account; start: Given; onMade: (links: Link[]) => void }) {
  const { t } = useSpeech()
  const moment = useHouseMoment()
  const self = useAccount().id === account.id
  const done = useDone()
  const unfinished = useUnfinished(`account/${account.id}`)
  const [form, setForm] = useOpenForm('account', [account.id])
  const [asked, ask] = useState<Asked>()
  const path = `/api/sessions/accounts/${account.id}` as const
  const change = () => changed('accounts', account.id)
  const toggle = useWrite('', (disabled: boolean) => api.patch(path, { disabled }), change)
  const out = useWrite('', () => api.post(`${path}/sign-out`), change)
  const reset = useWrite('', () => api.post(`${path}/reset`), () => ({}))
  const step = useWrite('', () => api.post(`${path}/reset-second-step`), change)
  const { name } = account
  const acts: Record<Asked, () => void> = {
    off: () => toggle.mutate(true, { onSuccess: () => (ask(undefined), done(t('staff.switchedOff', { name }), () => toggle.mutateAsync(false))) }),
    out: () => out.mutate(undefined, { onSuccess: () => (ask(undefined), done(t('staff.signedOut', { name }))) }),
    reset: () => reset.mutate(undefined, { onSuccess: (link) => (ask(undefined), done(t('staff.linksMade', { count: 1 })), onMade([link])) }),
    step: () => step.mutate(undefined, { onSuccess: () => (ask(undefined), done(t('staff.stepReset', { name }))) }),
  }
  return (
    <div className="row account">
      <div className="grow">
        <strong>{name}</strong> <span className="soft">{account.login}</span> {account.disabled && <span className="pill bad">{t('staff.off')}</span>} {account.second_step && <span className="pill good">{t('staff.secondStep')}</span>} {self && <span className="pill">{t('staff.you')}</span>}
        <RoleList roles={account.roles} />
      </div>
      <span className="soft">{account.last_seen_at ? t('staff.seen', { when: moment(account.last_seen_at) }) : t('staff.neverSeen')}</span>
      <div className="actions">
        <button className="button" aria-expanded={Boolean(form)} onClick={() => setForm(form ? undefined : account.id)}>
          {t('staff.change')} <span className="visually-hidden">{name}</span>{unfinished && !form && <Unfinished />}
        </button>
        {account.disabled ? (
          <button className="button" disabled={toggle.isPending} onClick={() => toggle.mutate(false, { onSuccess: () => done(t('staff.switchedOn', { name }), () => toggle.mutateAsync(true)) })}>
            {t('staff.switchOn')} <span className="visually-hidden">{name}</span>
          </button>
        ) : (
          (['reset', 'step', 'out', 'off'] as const).filter((act) => !(self && ['off', 'step'].includes(act)) && (act !== 'step' || account.second_step)).map((act) => (
            <button key={act} className="button quiet" aria-expanded={asked === act} onClick={() => ask(asked === act ? undefined : act)}>
              {t(`staff.act.${act}`)} <span className="visually-hidden">{name}</span>
            </button>
          ))
        )}
      </div>
      {asked && <Sure question={t(`staff.sure.${asked}`, { name })} yes={t(`staff.yes.${asked}`)} busy={toggle.isPending || out.isPending || reset.isPending || step.isPending} onYes={acts[asked]} onNo={() => ask(undefined)} />}
      <Failure error={toggle.error ?? out.error ?? reset.error ?? step.error} />
      {form && <AccountForm account={account} start={start} onClose={() => setForm(undefined)} />}
    </div>
  )
}
