import type { Catalogue } from '../../core/i18n.ts'
import { catalogue } from '../../core/languages.ts'
import { lateTexts } from '../../ui/lateTexts.ts'

const catalogues = import.meta.glob<Catalogue>('@languages/*/screens/aside.json', { import: 'default' })

/** The texts of what stands aside of the list: photos, questions, people, handing over. */
export const useAside = lateTexts((language) => catalogue(catalogues, language, 'aside'))
