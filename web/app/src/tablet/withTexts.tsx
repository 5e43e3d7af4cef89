import type { ComponentType } from 'react'
import type { Catalogue, Language } from '../core/i18n.ts'
import { catalogue } from '../core/languages.ts'
import { MoreTexts } from '../ui/language.tsx'

const catalogues = import.meta.glob<Catalogue>('@languages/*/screens/{groups,later,marks,report,session}.json', { import: 'default' })

/** A view or a screen with its texts in a catalogue of its own, loaded when the view is: the list of ideas opens without them. */
export function withTexts<Props extends object>(name: 'groups' | 'later' | 'marks' | 'report' | 'session', View: ComponentType<Props>): ComponentType<Props> {
  const load = (language: Language) => catalogue(catalogues, language, name)
  return function Worded(props) {
    return (
      <MoreTexts load={load}>
        <View {...props} />
      </MoreTexts>
    )
  }
}
