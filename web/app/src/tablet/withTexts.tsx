import type { ComponentType } from 'react'
import type { Catalogue, Language } from '../core/i18n.ts'
import { MoreTexts } from '../ui/language.tsx'
import type { ViewProps } from './views.tsx'

const catalogues = import.meta.glob<Catalogue>('../locales/*/{groups,later,marks,report}.json', { import: 'default' })

/** A view with its texts in a catalogue of its own, loaded when the view is: the list of ideas opens without them. */
export function withTexts(name: 'groups' | 'later' | 'marks' | 'report', View: ComponentType<ViewProps>): ComponentType<ViewProps> {
  const load = (language: Language) => catalogues[`../locales/${language}/${name}.json`]!()
  return function Worded(props) {
    return (
      <MoreTexts load={load}>
        <View {...props} />
      </MoreTexts>
    )
  }
}
