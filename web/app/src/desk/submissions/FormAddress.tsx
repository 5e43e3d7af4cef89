import { lazy, Suspense } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useForumFacts } from '../data.ts'
import { Copy } from '../shell/Copy.tsx'
import { useInstitution } from '../shell/institution.ts'
import './submissions.css'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

/** The address of the public form, to be sent, copied and printed as a QR; of questions for the agenda with `as`. */
export function FormAddress({ forum, as, label }: { forum: string; as?: 'question'; label: string }) {
  const { t } = useSpeech()
  const state = useForumFacts(forum).data?.state
  const house = useInstitution()?.address // not this desk's own: phones open it
  const address = `${house}/speak/${forum}${as ? `?as=${as}` : ''}`
  if (state === 'draft') return <p className="note">{t('submissions.notPublic')}</p>
  if (!house) return null
  return (
    <section className="card form-address" aria-label={label}>
      <Suspense fallback={<svg />}>
        <Qr text={address} label={label} level="medium" />
      </Suspense>
      <div className="stack">
        <p>{label}</p>
        <p className="words"><a href={address} target="_blank" rel="noopener">{address}</a></p>
        <div className="actions">
          <Copy text={address} label={label}>{t('submissions.copy')}</Copy>
          <button className="button quiet" onClick={() => print()}>{t('submissions.print')}</button>
        </div>
      </div>
    </section>
  )
}
