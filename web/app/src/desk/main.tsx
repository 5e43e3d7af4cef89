import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Problem } from '../core/api.ts'
import type { Catalogue, Language } from '../core/i18n.ts'
import { catalogue } from '../core/languages.ts'
import { Speaking } from '../ui/language.tsx'
import '../ui/base.css'
import './desk.css'
import { router } from './router.tsx'

const catalogues = import.meta.glob<Catalogue>('@languages/*/screens/desk.json', { import: 'default' })
const load = (language: Language) => catalogue(catalogues, language, 'desk')

const client = new QueryClient({
  defaultOptions: {
    // A refusal does not change by asking again; a broken connection may. After seven seconds the person is told and may press "again".
    queries: { retry: (failures, error) => !(error instanceof Problem && error.status < 500) && failures < 3, staleTime: 5_000 },
  },
})

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={client}>
    <Speaking load={load}>
      <RouterProvider router={router} />
    </Speaking>
  </QueryClientProvider>,
)
