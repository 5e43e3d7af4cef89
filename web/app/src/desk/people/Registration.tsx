import { type FormEvent, useRef, useState } from 'react'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Failure } from '../shell/Failure.tsx'
import { field } from '../shell/Form.tsx'
import { api } from '../staff.ts'

/** The version of the consent texts shown here; it is kept with each consent. */
const consentText = '2026-11'

/** A name, two separate consents, where to write to. The name goes to sessions, the address to notifications and nowhere else. */
export function Registration({ forum }: { forum: string }) {
  const { t } = useSpeech()
  const [id, setId] = useState(uuidv7)
  const [notices, setNotices] = useState(false)
  const [added, setAdded] = useState('')
  const name = useRef<HTMLInputElement>(null)
  const register = useWrite(forum, async (form: FormData) => {
    const language = field(form, 'language')
    const person = `${at.sessions(forum)}/participants/${id}`
    await api.post(`${at.sessions(forum)}/participants`, { id, name: field(form, 'name'), language, needs: field(form, 'needs') })
    if (form.has('processing')) await api.post(`${person}/consents`, { scope: 'processing', text_version: consentText, given: true })
    if (notices) {
      await api.put(`${at.notifications(forum)}/contacts/${id}`, { channel: 'email', address: field(form, 'address'), language })
      await api.post(`${person}/consents`, { scope: 'notifications', channel: 'email', text_version: consentText, given: true })
    }
  }, () => changed('participants', id))

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    register.mutate(values, {
      onSuccess: () => {
        setAdded(field(values, 'name'))
        setId(uuidv7())
        setNotices(false)
        form.reset()
        name.current?.focus() // the next one in the queue
      },
    })
  }

  return (
    <form className="card stack" onSubmit={submit} aria-labelledby="registration">
      <h2 id="registration">{t('people.register')}</h2>
      <div className="columns">
        <label>
          {t('people.name')}
          <input ref={name} className="field" name="name" required maxLength={200} autoComplete="off" />
        </label>
        <label>
          {t('people.language')}
          <select className="field" name="language">
            {(['kk', 'ru', 'en'] as const).map((code) => <option key={code} value={code}>{t(`text.${code}`)}</option>)}
          </select>
        </label>
        <label>
          {t('people.needs')}
          <input className="field" name="needs" maxLength={1000} autoComplete="off" />
        </label>
      </div>
      <label className="check"><input type="checkbox" name="processing" /> {t('people.consentProcessing')}</label>
      <label className="check">
        <input type="checkbox" name="notifications" checked={notices} onChange={(event) => setNotices(event.target.checked)} /> {t('people.consentNotifications')}
      </label>
      {notices && (
        <label className="short">
          {t('people.address')}
          <input className="field" name="address" type="email" required maxLength={254} autoComplete="off" />
        </label>
      )}
      <Failure error={register.error} />
      <div className="actions">
        <button className="button primary" disabled={register.isPending}>{t('people.add')}</button>
        <span className="soft" role="status">{added && t('people.added', { name: added })}</span>
      </div>
    </form>
  )
}
