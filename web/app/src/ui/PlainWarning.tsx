import type { Catalogue, Language } from '../core/i18n.ts'
import { catalogue } from '../core/languages.ts'
import { lateTexts } from './lateTexts.ts'
import type { Where } from './isPlain.ts'
import './plainWarning.css'

const catalogues = import.meta.glob<Catalogue>('@languages/*/screens/address.json', { import: 'default' })
const useTexts = lateTexts((language: Language) => catalogue(catalogues, language, 'address'))

export default function PlainWarning({ where }: { where: Where }) {
  const { t } = useTexts()
  return (
    <p className="plain-address" role="note">
      {t(where)} <a href="/address.html">{t('how')}</a>
    </p>
  )
}
