import { createRoot } from 'react-dom/client'
import { Clock } from '../core/clock.ts'
import type { Catalogue, Language } from '../core/i18n.ts'
import { Speaking, startLanguage } from '../ui/language.tsx'
import '../ui/base.css'
import { tabletApi } from './store/access.ts'
import { Store } from './store/db.ts'
import { Tablet } from './Tablet.tsx'
import './tablet.css'
import { ToolsContext } from './tools.ts'
import { watchForUpdates } from './update.ts'

const catalogues = import.meta.glob<Catalogue>('../locales/*/tablet.json', { import: 'default' })
const load = (language: Language) => catalogues[`../locales/${language}/tablet.json`]!()

const store = new Store()
const api = tabletApi(store, startLanguage)
watchForUpdates()

void store.fact('clock_offset').then((offset) => {
  const tools = { store, api, clock: new Clock(offset) }
  createRoot(document.getElementById('root')!).render(
    <ToolsContext value={tools}>
      <Speaking load={load}>
        <Tablet />
      </Speaking>
    </ToolsContext>,
  )
})
