import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { SessionRole } from '../../core/contract/enums.ts'
import type { Person } from '../../core/contract/sessions.d.ts'
import { finds, fold } from '../../core/text.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import { useAccounts } from './useProgramme.ts'

const roles: readonly SessionRole[] = ['moderator', 'facilitator', 'rapporteur', 'secretary', 'speaker', 'expert', 'official', 'guest', 'chair', 'observer', 'volunteer']
const found = 8

/** Who has which part in a session: staff by their accounts, everybody else by the list of participants, or entered here. */
export function Parts({ forum, value, onChange }: { forum: string; value: readonly Person[]; onChange: (value: Person[]) => void }) {
  const { t } = useSpeech()
  const done = useDone()
  const [role, setRole] = useState<SessionRole>('moderator')
  const [words, setWords] = useState('')
  const sought = useDeferredValue(words.trim())
  const accounts = useAccounts(true)
  const participants = `${at.sessions(forum)}/participants` as const
  const ids = value.flatMap(({ participant_id }) => participant_id || [])
  const known = useQuery({ queryKey: [forum, 'participants', 'names', ids], queryFn: async () => (await api.get(participants, { ids: ids.join(), limit: 500 })).items, enabled: ids.length > 0 })
  const people = useQuery({ queryKey: [forum, 'participants', 'sought', sought], queryFn: async () => (await api.get(participants, { q: sought, erased: 'no', limit: found })).items, enabled: sought.length > 1 })
  const enter = useWrite(forum, (name: string) => api.post(participants, { id: uuidv7(), name }), () => ({ participants: { grew: true } }))
  const names = new Map([...(accounts.data ?? []), ...(known.data ?? []), ...(people.data ?? [])].map(({ id, name }) => [id, name]))
  const staff = sought.length > 1 ? (accounts.data ?? []).filter(({ name, login }) => finds(fold(`${name} ${login}`), sought)).slice(0, found) : []
  const has = (id: string) => value.some((one) => (one.account_id || one.participant_id) === id && one.role === role)
  function put(person: Omit<Person, 'role'>) {
    onChange([...value, { ...person, role }])
    setWords('')
  }
  return (
    <fieldset className="stack tight">
      <legend>{t('parts.title')}</legend>
      {value.length > 0 && (
        <ul className="parts stack tight">
          {value.map((one, i) => {
            const name = names.get(one.account_id || one.participant_id || '') ?? '…'
            return (
              <li key={`${one.account_id}${one.participant_id}${one.role}`}>
                <span className="pill">{t(`parts.role.${one.role}`)}</span> <span>{name}</span>
                <button type="button" className="button quiet" aria-label={t('parts.remove', { name })} onClick={() => onChange(value.filter((_, n) => n !== i))}>×</button>
              </li>
            )
          })}
        </ul>
      )}
      <div className="part-add">
        <select className="field" aria-label={t('parts.as')} value={role} onChange={({ target }) => setRole(target.value as SessionRole)}>
          {roles.map((one) => <option key={one} value={one}>{t(`parts.role.${one}`)}</option>)}
        </select>
        <input className="field grow" type="search" aria-label={t('parts.search')} placeholder={t('parts.search')} autoComplete="off" value={words} maxLength={100}
          onChange={({ target }) => setWords(target.value)} onKeyDown={(event) => event.code === 'Enter' && event.preventDefault()} />
      </div>
      {sought.length > 1 && (
        <ul className="stack tight" aria-label={t('parts.found')}>
          {staff.filter(({ id }) => !has(id)).map(({ id, name, login }) => <li key={id}><button type="button" className="button" onClick={() => put({ account_id: id })}>{t('parts.staff', { name: name || login })}</button></li>)}
          {(people.data ?? []).filter(({ id }) => !has(id)).map(({ id, name }) => <li key={id}><button type="button" className="button" onClick={() => put({ participant_id: id })}>{name}</button></li>)}
          {people.data && (
            <li>
              <button type="button" className="button quiet" disabled={enter.isPending}
                onClick={() => enter.mutate(sought, { onSuccess: ({ id }) => {
                  put({ participant_id: id })
                  done(t('done.entered', { name: sought }), () => (onChange([...value]), api.delete(`${participants}/${id}`))) // and out of the parts
                } })}>
                {t('parts.enter', { name: sought })}
              </button>
            </li>
          )}
        </ul>
      )}
      <Failure error={accounts.error ?? people.error ?? enter.error} />
    </fieldset>
  )
}
