import { type Language, read, type Translate } from '../../core/i18n.ts'
import type { Round } from './types.ts'

/** A step by its title, or by its number if it has none. */
export const nameOf = (round: Round, t: Translate, language: Language): string => read(round.title, language) || t('step.unnamed', { number: round.number })
