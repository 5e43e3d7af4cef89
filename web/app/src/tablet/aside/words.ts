import type { Catalogue } from '../../core/i18n.ts'
import { lateTexts } from '../../ui/lateTexts.ts'

const catalogues = import.meta.glob<Catalogue>('../../locales/*/aside.json', { import: 'default' })

/** The texts of what stands aside of the list: photos, questions, people, handing over. */
export const useAside = lateTexts((language) => catalogues[`../../locales/${language}/aside.json`]!())
