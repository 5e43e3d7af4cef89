import type { DatedName } from '../../core/contract/sessions.d.ts'
import { official } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Line } from '../shell/Area.tsx'
import type { FormDraft } from '../shell/useDraft.ts'
import type { NameRow } from './organisations.ts'

interface Props {
  draft: FormDraft
  rows: readonly NameRow[]
  names: readonly DatedName[]
  onRows: (rows: NameRow[]) => void
  onName?: (words: string) => void
}

/** The names an organisation has had, the oldest first: a document prints the one of its own date. */
export function NameFields({ draft, rows, names, onRows, onName }: Props) {
  const { t } = useSpeech()
  const add = () => onRows([...rows, `n${Math.max(-1, ...rows.map((row) => Number(row.slice(1)))) + 1}`])
  return (
    <fieldset className="stack names">
      <legend>{t('organisations.names')}</legend>
      {rows.map((row, i) => {
        const seen = names[Number(row.slice(1))]
        return (
          <div key={row} className="stack name" role="group" aria-label={t('organisations.nameNumber', { number: i + 1 })}>
            <div className="columns">
              {official.map((code) => (
                <label key={code}>
                  {t('organisations.fullName')} · {t(`text.${code}`)}
                  <Line name={`${row}_name_${code}`} lang={code} limit={500} value={draft.value(`${row}_name_${code}`, seen?.name[code])} onBlur={({ target }) => onName?.(target.value.trim())} />
                </label>
              ))}
            </div>
            <div className="columns narrow-fields">
              {official.map((code) => (
                <label key={code}>
                  {t('organisations.short')} · {t(`text.${code}`)}
                  <Line name={`${row}_short_${code}`} lang={code} limit={60} value={draft.value(`${row}_short_${code}`, seen?.abbreviation?.[code])} />
                </label>
              ))}
              <label>
                {t('organisations.from')}
                <input className="field" type="date" name={`${row}_from`} required={i > 0} defaultValue={draft.value(`${row}_from`, seen?.valid_from)} />
              </label>
              <label>
                {t('organisations.to')}
                <input className="field" type="date" name={`${row}_to`} defaultValue={draft.value(`${row}_to`, seen?.valid_to)} />
              </label>
            </div>
            {rows.length > 1 && (
              <div className="actions">
                <button className="button quiet" type="button" onClick={() => onRows(rows.filter((one) => one !== row))}>{t('organisations.removeName')} <span className="visually-hidden">{t('organisations.nameNumber', { number: i + 1 })}</span></button>
              </div>
            )}
          </div>
        )
      })}
      <div className="actions">
        <button className="button" type="button" onClick={add}>{t('organisations.addName')}</button>
        {rows.length > 1 && <span className="soft">{t('organisations.namesHint')}</span>}
      </div>
    </fieldset>
  )
}
