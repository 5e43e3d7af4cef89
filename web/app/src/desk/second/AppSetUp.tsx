import { useMutation } from '@tanstack/react-query'
import { type FormEvent, lazy, Suspense, useId } from 'react'
import type { Begun } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Failure } from '../shell/Failure.tsx'
import { CodeField } from './CodeField.tsx'
import './second.css'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

interface Props<T> {
  begun: Begun
  confirm: (code: string) => Promise<T>
  onMade: (made: T) => void
  onCancel: () => void
}

/** An authenticator app is given its secret, by a camera or by hand, and shows that it has it. */
export function AppSetUp<T>({ begun, confirm, onMade, onCancel }: Props<T>) {
  const { t } = useSpeech()
  const id = useId()
  const write = useMutation({ mutationFn: confirm, onSuccess: onMade })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    write.mutate(String(new FormData(event.currentTarget).get('code')))
  }
  return (
    <form className="card stack app" aria-label={t('second.app')} onSubmit={submit}>
      <p>{t('second.scan')}</p>
      <Suspense fallback={<svg />}>
        <Qr text={begun.url} label={t('second.qr')} level="medium" />
      </Suspense>
      <p className="soft">{t('second.byHand')}</p>
      <p><code className="secret">{begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <CodeField described={`${id}-hint`} />
      <p className="soft" id={`${id}-hint`}>{t('second.codeHint')}</p>
      <Failure error={write.error} />
      <div className="actions">
        <button className="button primary" disabled={write.isPending}>{t('second.confirm')}</button>
        <button className="button quiet" type="button" onClick={onCancel}>{t('cancel')}</button>
      </div>
    </form>
  )
}
