import { called, type Language, languages, read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Line } from '../shell/Area.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { Alike } from './Alike.tsx'
import { useChannels } from './channels.ts'
import { useConsentText } from './consents.ts'

/** A name, two separate consents in the words of the forum's text, where to write to. The name goes to sessions, the address to notifications and nowhere else. */
export function Registration({ forum }: { forum: string }) {
  const { t, language: here } = useSpeech()
  const draft = useDraft('person/new/register')
  const done = useDone()
  const [notices, setNotices] = useHeld(draft, () => draft.ticked('notifications'))
  const [language, setLanguage] = useHeld(draft, () => draft.value('language', 'kk') as Language)
  const [name, setName] = useHeld(draft, () => draft.value('name'))
  const text = useConsentText(forum)
  const channels = useChannels(forum)
  const [channel, setChannel] = useHeld(draft, () => draft.value('channel'))
  const chosen = channels.data?.find((one) => one.channel === channel) ?? channels.data?.[0]
  const { id } = draft
  const register = useWrite(forum, async (form: FormData) => {
    const person = `${at.sessions(forum)}/participants/${id}` as const
    await api.post(`${at.sessions(forum)}/participants`, { id, name: field(form, 'name'), language, needs: field(form, 'needs') })
    const agreed = { text_version: text.data?.version, language, given: true }
    if (form.has('processing')) await api.post(`${person}/consents`, { scope: 'processing', ...agreed })
    if (notices && chosen) {
      const { channel } = chosen
      await api.put(`${at.notifications(forum)}/contacts/${id}`, { channel, address: field(form, 'address'), language })
      await api.post(`${person}/consents`, { scope: 'notifications', channel, ...agreed })
    }
  }, () => changed('participants', id))

  const erase = useWrite(forum, (id: string) => api.delete(`${at.sessions(forum)}/participants/${id}`), (id) => changed('participants', id))

  const submit = (values: FormData) =>
    register.mutate(values, {
      onSuccess: () => {
        done(t('people.added', { name: field(values, 'name') }), () => erase.mutateAsync(id))
        draft.startAnew() // the next one in the queue
      },
    })

  return (
    <Form standing draft={draft} className="card stack" label={t('people.register')} onSubmit={submit}>
      <h2 id="registration">{t('people.register')}</h2>
      <div className="columns">
        <label onInput={({ target }) => setName((target as HTMLInputElement).value)}>
          {t('people.name')}
          <Line name="name" required limit={200} autoComplete="off" value={draft.value('name')} />
        </label>
        <label>
          {t('people.language')}
          <select className="field" name="language" value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
            {languages.map((code) => <option key={code} value={code}>{called(code, t(`text.${code}`))}</option>)}
          </select>
        </label>
        <label>
          {t('people.needs')}
          <Line name="needs" limit={1000} autoComplete="off" value={draft.value('needs')} />
        </label>
      </div>
      <Alike forum={forum} name={name} />
      <label className="check">
        <input type="checkbox" name="processing" disabled={!text.data} aria-describedby="consent-processing" defaultChecked={draft.ticked('processing')} /> {t('people.consentProcessing')}
      </label>
      <p className="soft" id="consent-processing" lang={language}>{read(text.data?.processing, language)}</p>
      <label className="check">
        <input type="checkbox" name="notifications" disabled={!text.data} aria-describedby="consent-notifications" checked={notices} onChange={(event) => setNotices(event.target.checked)} /> {t('people.consentNotifications')}
      </label>
      <p className="soft" id="consent-notifications" lang={language}>{read(text.data?.notifications, language)}</p>
      {notices && channels.data && channels.data.length > 1 && (
        <label className="short">
          {t('people.channel')}
          <select className="field" name="channel" value={chosen?.channel} onChange={(event) => setChannel(event.target.value)}>
            {channels.data.map((one) => <option key={one.channel} value={one.channel}>{read(one.title, here)}</option>)}
          </select>
        </label>
      )}
      {notices && chosen && (
        <label className="short">
          {read(chosen.address, here)}
          <Line name="address" type={chosen.channel === 'email' ? 'email' : 'text'} required limit={254} autoComplete="off" value={draft.value('address')} />
        </label>
      )}
      <Failure error={register.error ?? text.error ?? channels.error} />
      <div className="actions">
        <button className="button primary" disabled={register.isPending}>{t('people.add')}</button>
      </div>
    </Form>
  )
}
