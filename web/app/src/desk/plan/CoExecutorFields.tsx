import { useRef } from 'react'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { BodyChoice } from '../shell/BodyChoice.tsx'
import type { CoExecutor } from './coExecutors.ts'
import './coExecutors.css'

interface Props {
  value: CoExecutor[]
  onChange: (value: CoExecutor[]) => void
}

/** The bodies beside the lead body, each with its part: by agreement, or the one that collects the information. */
export function CoExecutorFields({ value, onChange }: Props) {
  const { t } = useSpeech()
  const add = useRef<HTMLButtonElement>(null)
  const change = (index: number, to: Partial<CoExecutor>) => onChange(value.map((one, i) => (i === index ? { ...one, ...to } : one)))

  function remove(index: number) {
    onChange(value.filter((_, i) => i !== index))
    add.current?.focus()
  }

  return (
    <fieldset className="co-executors">
      <legend>{t('measure.coExecutors')}</legend>
      {value.map((one, i) => (
        <div className="co-executor" key={one.key} role="group" aria-label={t('measure.coExecutor', { number: i + 1 })}>
          <BodyChoice label={t('measure.coExecutor', { number: i + 1 })} hidden empty={t('measure.notYet')} value={one.organisation_id} autoFocus={!one.organisation_id}
            without={value.map(({ organisation_id }) => organisation_id)} onChange={(organisation_id) => change(i, { organisation_id })} />
          <label className="check">
            <input type="checkbox" checked={one.by_agreement} onChange={(event) => change(i, { by_agreement: event.target.checked })} /> {t('measure.roleByAgreement')}
          </label>
          <label className="check">
            <input type="checkbox" checked={one.consolidates} onChange={(event) => change(i, { consolidates: event.target.checked })} /> {t('measure.roleConsolidates')}
          </label>
          <button className="button quiet" type="button" aria-label={t('measure.removeCoExecutor', { number: i + 1 })} onClick={() => remove(i)}>{t('measure.remove')}</button>
        </div>
      ))}
      <button className="button" type="button" ref={add}
        onClick={() => onChange([...value, { key: uuidv7(), organisation_id: '', by_agreement: false, consolidates: false }])}>
        {t('measure.addCoExecutor')}
      </button>
    </fieldset>
  )
}
