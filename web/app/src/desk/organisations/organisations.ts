import type { Account, DatedName, Organisation } from '../../core/contract/sessions.d.ts'
import { official, read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useWrite } from '../data.ts'
import { useRegions } from '../forum/regions.ts'
import { field, pair } from '../shell/Form.tsx'
import { may } from '../staff.ts'

export const path = '/api/sessions/organisations'
/** Organisations belong to no forum; the lists of the desk keep them under this. */
export const house = 'organisations'

export function useRegionName(code: string | undefined): string {
  const { language } = useSpeech()
  return read(useRegions().data?.find((one) => one.code === code)?.name, language)
}

/** A write of the register: whatever shows an organisation is read anew. */
export const useRegisterWrite = <In, Out = unknown>(write: (input: In) => Promise<Out>) => useWrite(house, write, () => ({ organisations: { all: true } }))

/** Who may change an organisation: the forum that answers for it, and administrators. Others propose. */
export const mayChange = (account: Account, { owner_id }: Pick<Organisation, 'owner_id'>): boolean => may(account, owner_id ?? '', 'organiser', 'secretary')

/** One name of an organisation as its form edits it; `row` is what its fields' names begin with. */
export type NameRow = string

/** The wording in another language than the form has is kept. */
const worded = (form: FormData, name: string, before: DatedName['name'] = { kk: '', ru: '' }): DatedName['name'] => ({ ...before, ...pair(form, name) })

/** The names as the form says them: a name ends the day before the next one begins, unless it is said otherwise. */
export function namesOf(form: FormData, rows: readonly NameRow[], seen: readonly DatedName[] = []): DatedName[] {
  const names = rows.map((row) => {
    const before = seen[Number(row.slice(1))]
    return {
      name: worded(form, `${row}_name`, before?.name),
      abbreviation: worded(form, `${row}_short`, before?.abbreviation),
      valid_from: field(form, `${row}_from`),
      valid_to: field(form, `${row}_to`),
    }
  })
  return names.map((one, i) => ({ ...one, valid_to: one.valid_to || dayBefore(names[i + 1]?.valid_from) }))
}

export function dayBefore(day: string | undefined): string {
  if (!day) return ''
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - 1)
  return date.toISOString().slice(0, 10)
}

/** The abbreviations of a name in both languages. */
export const shortOf = ({ abbreviation }: Partial<DatedName>): string => [...new Set(official.map((code) => abbreviation?.[code]).filter(Boolean))].join(' / ')
