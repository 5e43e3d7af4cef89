import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { Sure } from '../shell/Sure.tsx'
import { api, may } from '../staff.ts'

/** After a restore: what may have been sent before waits for an organiser's word. Others see that it does. */
export function Held({ forum, count }: { forum: string; count: number }) {
  const { t } = useSpeech()
  const say = useDone()
  const decider = may(useAccount(), forum, 'organiser')
  const [asked, ask] = useState<'send' | 'leave'>()
  const settle = useWrite(forum, (send: boolean) => api.post(`${at.notifications(forum)}/held-messages`, { send }))
  if (!count) return null
  const decide = (send: boolean) =>
    settle.mutate(send, {
      onSuccess: () => {
        ask(undefined)
        say(t(send ? 'messages.held.sent' : 'messages.held.left'))
      },
    })
  return (
    <section className="card held" aria-label={t('message.state.held')}>
      <p>{t('messages.held.what', { count })}</p>
      <Failure error={settle.error} />
      {decider && asked && (
        <Sure
          question={t(asked === 'send' ? 'messages.held.sureSend' : 'messages.held.sureLeave')}
          yes={t(asked === 'send' ? 'messages.held.send' : 'messages.held.leave')}
          busy={settle.isPending}
          onYes={() => decide(asked === 'send')}
          onNo={() => ask(undefined)}
        />
      )}
      {decider && !asked && (
        <div className="actions">
          <button className="button primary" type="button" onClick={() => ask('send')}>{t('messages.held.send')}</button>
          <button className="button quiet" type="button" onClick={() => ask('leave')}>{t('messages.held.leave')}</button>
        </div>
      )}
    </section>
  )
}
