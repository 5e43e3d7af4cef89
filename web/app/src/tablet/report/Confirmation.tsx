import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { confirm, type Place } from './keep.ts'
import { fewConfirmed, hindrance, mostConfirmed, type Recommendation } from './report.ts'

interface ConfirmationProps {
  place: Place
  all: readonly Recommendation[]
  checked: boolean
  check: () => void
  say: (text: string) => void
}

/** "The group confirms". Nothing is asked that the group did not count. */
export function Confirmation({ place, all, checked, check, say }: ConfirmationProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const [present, setPresent] = useState('')
  const [agreed, setAgreed] = useState('')
  const counts = { present: Number(present), agreed: Number(agreed) }
  const wrongCount = counts.present > 0 && counts.agreed > counts.present
  const hinders = hindrance(all)

  async function go() {
    check()
    if (hinders || wrongCount) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.report [aria-invalid]')?.focus())
      return say(t(hinders ? `report.hinders.${hinders}` : 'report.tooManyAgreed', { count: mostConfirmed }))
    }
    await confirm(store, place, counts)
    say(t('report.confirmedHere'))
  }

  return (
    <form
      className="confirmation"
      onSubmit={(event) => {
        event.preventDefault()
        void go()
      }}
    >
      {all.length > 0 && all.length < fewConfirmed && <p className="warning">{t('report.few', { count: all.length })}</p>}
      {all.length > mostConfirmed && <p className="lacks" role="alert">{t('report.hinders.tooMany', { count: mostConfirmed })}</p>}
      {checked && hinders && hinders !== 'tooMany' && <p className="lacks">{t(`report.hinders.${hinders}`)}</p>}
      <div className="counts">
        <Count label={t('report.present')} value={present} set={setPresent} />
        <Count label={t('report.agreed')} value={agreed} set={setAgreed} wrong={checked && wrongCount} />
        <button className="button primary">{t('report.confirm')}</button>
      </div>
      {checked && wrongCount && <p className="lacks">{t('report.tooManyAgreed')}</p>}
      <p className="soft">{t('report.confirmHint')}</p>
    </form>
  )
}

function Count({ label, value, set, wrong = false }: { label: string; value: string; set: (value: string) => void; wrong?: boolean }) {
  return (
    <label>
      <span>{label}</span>
      <input className="field" inputMode="numeric" autoComplete="off" maxLength={5} aria-invalid={wrong || undefined} value={value}
        onChange={(event) => set(event.target.value.replace(/\D/g, ''))} />
    </label>
  )
}
