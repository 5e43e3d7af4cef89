import { createRoot } from 'react-dom/client'
import { Clock } from '../core/clock.ts'
import type { Catalogue, Language } from '../core/i18n.ts'
import { catalogue } from '../core/languages.ts'
import { Speaking, startLanguage } from '../ui/language.tsx'
import '../ui/base.css'
import { tabletApi } from './store/access.ts'
import { nouns, openStore } from './nouns.ts'
import { Leader } from './store/leader.ts'
import { loadSending } from './sending.ts'
import { Speaker } from './people/speaker.ts'
import { Lines } from './lines/unwritten.ts'
import { Tablet } from './Tablet.tsx'
import './tablet.css'
import './short.css'
import { ToolsContext } from './tools.ts'
import { watchForUpdates } from './update.ts'

const catalogues = import.meta.glob<Catalogue>('@languages/*/screens/tablet.json', { import: 'default' })
const load = (language: Language) => catalogue(catalogues, language, 'tablet')

const store = openStore()
const api = tabletApi(store, startLanguage)
watchForUpdates()

loadSending(nouns)
const root = createRoot(document.getElementById('root')!)

async function open(): Promise<void> {
  const offset = await store.fact('clock_offset').catch((error: unknown) => {
    console.warn(error)
    return 'refused' as const
  })
  if (offset === 'refused') {
    const { NoStore } = await import('./aside/NoStore.tsx')
    return root.render(<Speaking load={load}>{<NoStore store={store} again={open} />}</Speaking>)
  }
  const tools = { store, api, clock: new Clock(offset), lines: new Lines(store), speaker: new Speaker(), leader: new Leader() }
  root.render(
    <ToolsContext value={tools}>
      <Speaking load={load}>
        <Tablet />
      </Speaking>
    </ToolsContext>,
  )
}

void open()
