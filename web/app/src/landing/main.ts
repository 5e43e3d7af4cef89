import { isLanguage, type Catalogue, type Language, languages, preferredLanguage, translator } from '../core/i18n.ts'
import { about, catalogue } from '../core/languages.ts'
import { readCode } from '../core/text.ts'
import '../ui/base.css'
import './landing.css'

const catalogues = import.meta.glob<Catalogue>('@languages/*/screens/landing.json', { import: 'default' })
const remembered = 'shanyraq.language'

/** Fills the page's texts. The page is plain HTML and needs no framework. */
async function speak(language: Language): Promise<void> {
  const t = translator(language, await catalogue(catalogues, language, 'landing'))
  document.documentElement.lang = language
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) element.textContent = t(element.dataset.t!)
  for (const button of document.querySelectorAll<HTMLInputElement>('[name=language]')) button.checked = button.value === language
  document.body.hidden = false
}

/** One button for each language, named in itself. */
const choice = document.querySelector('.switch')!
for (const language of languages) {
  const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'language', value: language })
  const label = document.createElement('label')
  const name = Object.assign(document.createElement('span'), { lang: language, textContent: about(language).name })
  input.addEventListener('change', () => {
    localStorage.setItem(remembered, language)
    void speak(language)
  })
  label.append(input, name)
  choice.append(label)
}

/** The code on a participant's receipt opens the way of that suggestion; the page of a wrong address has no such field. */
document.querySelector('form')?.addEventListener('submit', (event) => {
  event.preventDefault()
  const receipt = readCode(String(new FormData(event.target as HTMLFormElement).get('receipt')))
  if (receipt) location.assign(`/way/${encodeURIComponent(receipt)}?lang=${document.documentElement.lang}`)
})

const kept = localStorage.getItem(remembered)
void speak(isLanguage(kept) ? kept : preferredLanguage())
