// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import english from '../../../../../pkg/words/languages/en/screens/desk.json'
import { Speaking } from '../../ui/language.tsx'
import { answer, press, refusal, requests, says, type } from '../testing.tsx'
import { Shell } from '../shell/Shell.tsx'
import Setup from './Setup.tsx'

const load = () => Promise.resolve(english)

async function arrive(address: string, account?: { id: string }) {
  answer('POST /api/sessions/token', () => (account ? { access_token: 'token', account } : refusal(401, 'sign_in_required')))
  answer('GET /api/sessions/sign-in-ways', () => ({ providers: [] }))
  const root = createRootRoute({ component: Shell })
  const at = (path: string, component: () => React.ReactNode) => createRoute({ getParentRoute: () => root, path, component })
  const router = createRouter({ routeTree: root.addChildren([at('/', () => <p>Inside</p>), at('/setup', Setup)]), history: createMemoryHistory({ initialEntries: [address] }) })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Speaking load={load}><RouterProvider router={router as never} /></Speaking>
    </QueryClientProvider>,
  )
  await screen.findByRole('main')
  return router
}

async function fill() {
  await type('setup.name', 'Aliya')
  await type('signIn.login', 'aliya')
  await type('signIn.password', 'three words apart')
  await press('setup.begin')
}

test('the first organiser begins, is signed in, and leaves the code behind', async () => {
  answer('GET /api/sessions/set-up', () => ({ open: true }))
  answer('POST /api/sessions/set-up', () => ({ access_token: 'token', account: { id: 'a', login: 'aliya', name: 'Aliya', roles: { '*': ['organiser'] } } }))
  for (const service of ['sessions', 'notifications', 'decisions', 'facilitation']) answer(`GET /api/${service}/settings`, () => ({ items: [] }))
  const router = await arrive('/setup#code')
  await fill()
  await says('setup.step', { step: 1, of: 2 })
  expect(requests('POST /api/sessions/set-up')[0]!.body).toMatchObject({ code: 'code', login: 'aliya', name: 'Aliya', password: 'three words apart' })
  expect(router.state.location.href).toBe('/setup')
})

test('a refusal stands in the server\'s words, and what was typed stays', async () => {
  answer('GET /api/sessions/set-up', () => ({ open: true }))
  answer('POST /api/sessions/set-up', () => refusal(403, 'set_up_code_wrong', 'Another server\'s.'))
  await arrive('/setup#other')
  await fill()
  await screen.findByText('Another server\'s.')
  expect(screen.getByDisplayValue('Aliya')).toBeTruthy()
})

test.each([['/setup#code', false, 'setup.done'], ['/setup', true, 'setup.noCode']])('%s, open: %s', async (address, open, words) => {
  answer('GET /api/sessions/set-up', () => ({ open }))
  await arrive(address)
  await says(words)
  expect(screen.queryByLabelText('Your name')).toBeNull()
})
