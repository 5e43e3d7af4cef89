import type { Organisation } from '../../core/contract/sessions.d.ts'
import { type Language, official, read, type Translate } from '../../core/i18n.ts'
import { shortOf } from './organisations.ts'

/** What can be changed of an organisation, in words. */
export const factsOf = ({ kind, ngo_kind, key, region, names, activity }: Organisation, t: Translate, language: Language): [name: string, words: string][] => [
  [t('organisations.kindOf'), t(`organisations.kind.${kind}`)],
  [t('organisations.ngoKindOf'), ngo_kind ? t(`organisations.ngoKind.${ngo_kind}`) : ''],
  [t('organisations.region'), region],
  [t('organisations.key'), key],
  [t('organisations.names'), names.map((one) => [official.map((code) => one.name[code]).filter(Boolean).join(' / '), shortOf(one), [one.valid_from, one.valid_to].filter(Boolean).join(' – ')].filter(Boolean).join(', ')).join('; ')],
  [t('organisations.activity'), read(activity, language)],
]
