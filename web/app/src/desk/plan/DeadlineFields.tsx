import { useState } from 'react'
import type { DeadlineView, DeadlineWords } from '../../core/contract/decisions.d.ts'
import { DeadlineKind } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { field } from '../shell/Form.tsx'
import type { FormDraft } from '../shell/useDraft.ts'


/** The terms that come back which plans use; the value is an RFC 5545 rule. */
const rules = {
  monthly: 'FREQ=MONTHLY;BYMONTHDAY=-1',
  quarterly: 'FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10',
  twice: 'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1',
  yearly: 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15',
} as const

/** A deadline as plans write it: a part is chosen, a year is typed, nobody has to know how it is stored. */
export function DeadlineFields({ draft, value }: { draft: FormDraft; value?: DeadlineView }) {
  const { t } = useSpeech()
  const [kind, setKind] = useState(() => draft.value('kind', value?.kind || 'quarter') as DeadlineKind)
  const same = value?.kind === kind ? value.value : ''
  const before = draft.value('value', same)
  const [wasYear, wasPart] = same.split(/-[QH]?|\//)
  const year = draft.value('year', wasYear)
  const part = draft.value(kind === 'range' ? 'until' : 'part', wasPart)
  const parts = kind === 'quarter' ? ['I', 'II', 'III', 'IV'] : ['I', 'II']
  const [rule = '', end = ''] = before.split(/;UNTIL=(\d{8})$/)
  const own = kind === 'recurring' && rule && !Object.values<string>(rules).includes(rule) ? rule : ''
  return (
    <>
      <label>
        {t('measure.deadlineKind')}
        <select className="field" name="kind" value={kind} onChange={(event) => setKind(event.target.value as DeadlineKind)}>
          {DeadlineKind.map((one) => <option key={one} value={one}>{t(`deadline.${one}`)}</option>)}
        </select>
      </label>
      {(kind === 'date' || kind === 'month') && (
        <label key={kind}>
          {t('measure.deadline')}
          <input className="field" name="value" type={kind} defaultValue={before} placeholder={kind === 'month' ? '2026-12' : '2026-12-01'} />
        </label>
      )}
      {(kind === 'quarter' || kind === 'half') && (
        <label key={kind}>
          {t(`deadline.${kind}`)}
          <select className="field" name="part" defaultValue={part || parts.length}>
            {parts.map((roman, i) => <option key={roman} value={i + 1}>{roman}</option>)}
          </select>
        </label>
      )}
      {['quarter', 'half', 'year', 'range'].includes(kind) && <Year name="year" label={t(kind === 'range' ? 'deadline.from' : 'deadline.year')} value={year} key={`${kind}1`} />}
      {kind === 'range' && <Year name="until" label={t('deadline.until')} value={part} />}
      {kind === 'recurring' && (
        <>
          <label>
            {t('measure.deadline')}
            <select className="field" name="value" defaultValue={rule || rules.quarterly}>
              {Object.entries(rules).map(([name, one]) => <option key={name} value={one}>{t(`deadline.rule.${name}`)}</option>)}
              {own && <option value={own}>{own}</option>}
            </select>
          </label>
          <label>
            {t('deadline.lastDay')}
            <input className="field" name="lastDay" type="date" defaultValue={draft.value('lastDay', end.replace(/(....)(..)(..)/, '$1-$2-$3'))} />
          </label>
        </>
      )}
    </>
  )
}

function Year({ name, label, value }: { name: string; label: string; value?: string }) {
  return (
    <label>
      {label}
      <input className="field" name={name} type="number" inputMode="numeric" min={2000} max={2100} defaultValue={value} />
    </label>
  )
}

/** The deadline that the fields say; undefined while it is not filled in. */
export function deadlineOf(form: FormData): DeadlineWords | undefined {
  const kind = field(form, 'kind') as DeadlineKind
  const year = field(form, 'year')
  const lastDay = field(form, 'lastDay').replaceAll('-', '')
  const values: Record<DeadlineKind, string> = {
    date: field(form, 'value'),
    month: field(form, 'value'),
    quarter: year && `${year}-Q${field(form, 'part')}`,
    half: year && `${year}-H${field(form, 'part')}`,
    year,
    range: year && `${year}/${field(form, 'until')}`,
    recurring: field(form, 'value') + (lastDay && `;UNTIL=${lastDay}`),
    ongoing: '',
  }
  return kind === 'ongoing' || values[kind] ? { kind, value: values[kind] } : undefined
}
