import { type FormEvent, useState } from 'react'
import type { TestAnswer } from '../../core/contract/notifications.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field } from '../shell/Form.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api } from '../staff.ts'

/** "Send me a test letter": what the mail server answers stands below in its own words. */
export function TestLetter() {
  const { t, language } = useSpeech()
  const account = useAccount()
  const [busy, setBusy] = useState(false)
  const [answer, setAnswer] = useState<TestAnswer>()
  const [error, setError] = useState<unknown>()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const address = field(new FormData(event.currentTarget), 'address')
    setBusy(true)
    setAnswer(undefined)
    setError(undefined)
    await api.post('/api/notifications/test-letter', { address, language }, { timeoutMs: 90_000 }).then(setAnswer, setError)
    setBusy(false)
  }
  return (
    <form className="card stack" onSubmit={(event) => void submit(event)}>
      <label>
        {t('settings.testTo')}
        <input className="field short" name="address" type="email" autoComplete="email" required defaultValue={account.email} />
      </label>
      <div className="actions">
        <button className="button" disabled={busy}>{t('settings.test')}</button>
      </div>
      <div role="status">
        {busy && <p className="soft">{t('settings.testing')}</p>}
        {answer && (
          <>
            <p className={answer.sent ? 'note' : 'failure'}>{t(answer.sent ? 'settings.tested' : answer.answer ? 'settings.testRefused' : 'settings.testNoServer')}</p>
            {answer.answer && <pre className="answer" lang="en">{answer.answer}</pre>}
          </>
        )}
      </div>
      <Failure error={error} />
    </form>
  )
}
