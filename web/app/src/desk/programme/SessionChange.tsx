import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { Form, field, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { Sure } from '../shell/Sure.tsx'
import { api } from '../staff.ts'
import type { Session } from '../types.ts'

/** Renames, moves or cancels a session; its tablets are told what changed and where to go. */
export function SessionChange({ forum, session, close }: { forum: string; session: Session; close: () => void }) {
  const { t } = useSpeech()
  const [opened] = useState(session) // a colleague's change since then is not overwritten: the server says so
  const [asking, ask] = useState(false)
  const change = useWrite(forum, (body: object) => api.patch(`${at.sessions(forum)}/sessions/${session.id}`, { ...body, version: opened.version }))
  const save = (body: object) => change.mutate(body, { onSuccess: close })
  const state = (state: Session['state']) => () => save({ state })
  const cancelled = opened.state === 'cancelled'
  return (
    <>
      <Form label={t('programme.change')} onCancel={close} onSubmit={(form) =>
        save({ title: { ...opened.title, ...pair(form, 'title') }, place: { ...opened.place, ...pair(form, 'place') }, starts_at: instant(field(form, 'starts')), ends_at: instant(field(form, 'ends')) })}>
        <Pair name="title" label={t('programme.sessionTitle')} value={opened.title} rows={1} />
        <Pair name="place" label={t('programme.place')} value={opened.place} rows={1} />
        <div className="columns">
          <label>
            {t('programme.starts')} <input className="field" type="datetime-local" name="starts" required defaultValue={local(opened.starts_at)} />
          </label>
          <label>
            {t('programme.ends')} <input className="field" type="datetime-local" name="ends" required defaultValue={local(opened.ends_at)} />
          </label>
        </div>
        <FormActions busy={change.isPending} onCancel={close} />
      </Form>
      {asking ? (
        <Sure question={t('programme.sureCancel')} yes={t('programme.cancelNow')} busy={change.isPending} onYes={state('cancelled')} onNo={() => ask(false)} />
      ) : (
        (cancelled || opened.state === 'planned') && (
          <button className="button quiet" disabled={change.isPending} onClick={cancelled ? state('planned') : () => ask(true)}>
            {t(cancelled ? 'programme.restore' : 'programme.cancel')}
          </button>
        )
      )}
      <Failure error={change.error} />
    </>
  )
}

/** As a field for a date and a time has it, by this device's clock. */
function local(at: string): string {
  const when = new Date(at)
  return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const instant = (typed: string) => new Date(typed).toISOString()
