import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import './second.css'

/** Recovery codes, as they are told this once: to be printed, copied or saved. */
export function RecoveryCodes({ codes, login, onKept }: { codes: readonly string[]; login: string; onKept: () => void }) {
  const { t } = useSpeech()
  const [copied, setCopied] = useState(false)
  const title = t('second.recoveryTitle', { login, address: location.host })
  function save() {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([[title, '', ...codes, ''].join('\r\n')], { type: 'text/plain;charset=utf-8' }))
    link.download = 'shanyraq-recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div className="card stack recovery">
      <p className="note" role="status">{t('second.shownOnce')}</p>
      <p className="for-paper"><strong>{title}</strong></p>
      <ul className="recovery-codes" aria-label={t('second.recovery')}>
        {codes.map((code) => <li key={code}><code>{code}</code></li>)}
      </ul>
      <div className="actions on-screen">
        <button className="button" type="button" onClick={() => print()}>{t('second.print')}</button>
        {navigator.clipboard && (
          <button className="button" type="button" onClick={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))}>{t(copied ? 'second.copied' : 'second.copy')}</button>
        )}
        <button className="button" type="button" onClick={save}>{t('second.save')}</button>
        <button className="button primary" type="button" onClick={onKept}>{t('second.kept')}</button>
      </div>
    </div>
  )
}
