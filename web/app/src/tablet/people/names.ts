import type { Translate } from '../../core/i18n.ts'
import type { Person } from './types.ts'

/** The name, or the end of the badge's code as long as the server has not told the name. */
export const nameOf = ({ id, name }: Person, t: Translate): string => name || t('speaker.badge', { code: id.slice(-4).toUpperCase() })
