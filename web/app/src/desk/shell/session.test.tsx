// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type Asked, answer, field, forum, here, press, refusal, requests, says, sent, t, type, user, visit } from '../testing.tsx'

const things = ['a', 'b', 'c'].map((one) => `${here.sessions}/sessions/${one}` as const)
const account = { id: 'a', login: 'aliya', name: 'Aliya', roles: { [forum]: ['secretary'] } }
const renewed = 'POST /api/sessions/token'
const inForce = (token: string, body: unknown) => ({ headers }: Asked) => (headers.Authorization === `Bearer ${token}` ? body : refusal(401, 'token_expired'))

/** A page that reads three things at once and has a form that writes one. */
const page = async () => {
  const [{ useQueries }, { useWrite }, { api }, { field, Form }, { FormActions }, { useDraft }, { Failure }] = await Promise.all([
    import('@tanstack/react-query'), import('../data.ts'), import('../staff.ts'), import('./Form.tsx'), import('./FormActions.tsx'), import('./useDraft.ts'), import('./Failure.tsx'),
  ])
  return function Page() {
    const draft = useDraft('thing/a/edit')
    const read = useQueries({ queries: things.map((path) => ({ queryKey: [path], queryFn: async () => (await api.call<{ name: string }>(path)).body })) })
    const write = useWrite(forum, (name: string) => api.call(things[0]!, { method: 'PATCH', body: { name } }))
    return (
      <>
        <p>{read.map(({ data }) => data?.name ?? '…').join('')}</p>
        <Form draft={draft} onSubmit={(form) => write.mutate(field(form, 'words'))}>
          <label>Words <input name="words" defaultValue={draft.value('words')} /></label>
          <Failure error={write.error} />
          <FormActions busy={write.isPending} onCancel={draft.close} />
        </Form>
      </>
    )
  }
}


test('a token that ran out is renewed once for all that met its end, and nobody notices', async () => {
  const tokens = ['first', 'second']
  answer(renewed, () => ({ access_token: tokens.shift(), account }))
  things.forEach((path) => answer(`GET ${path}`, inForce('second', { name: path.slice(-1) })))
  await visit(page)
  await screen.findByText('abc')
  expect(requests(renewed)).toHaveLength(2)
})

test('a session that ended asks to sign in; what was typed is there again and can be sent', async () => {
  things.forEach((path) => answer(`GET ${path}`, () => ({ name: '.' })))
  answer(`PATCH ${things[0]}`, inForce('new', {}))
  await visit(page)
  await user.type(await screen.findByLabelText('Words'), 'Мои слова')
  answer(renewed, () => refusal(401, 'signed_out'))
  answer('GET /api/sessions/sign-in-ways', () => ({ providers: [] }))
  await press('save')
  await type('signIn.login', 'aliya')
  await type('signIn.password', 'wrong')
  answer('POST /api/sessions/sign-in', ({ body }) => (body.password === 'right' ? { access_token: 'new', account } : refusal(401, 'wrong', 'Не подходит')))
  await press('signIn.enter')
  await screen.findByText('Не подходит')
  expect(await field('signIn.login')).toHaveProperty('value', 'aliya')
  await type('signIn.password', 'right')
  await press('signIn.enter')
  expect(await screen.findByLabelText('Words')).toHaveProperty('value', 'Мои слова')
  await press('save')
  await waitFor(() => expect(sent().map(({ headers, body }) => [headers.Authorization, body.name])).toEqual([['Bearer token', 'Мои слова'], ['Bearer new', 'Мои слова']]))
})

test('a service that cannot renew just now signs nobody out', async () => {
  things.forEach((path) => answer(`GET ${path}`, () => ({ name: '.' })))
  answer(`PATCH ${things[0]}`, inForce('new', {}))
  await visit(page)
  await user.type(await screen.findByLabelText('Words'), 'Мои слова')
  answer(renewed, () => refusal(503, 'busy', 'Сейчас занято'))
  await press('save')
  await screen.findByText('Сейчас занято')
  expect(screen.getByLabelText('Words')).toHaveProperty('value', 'Мои слова')
})

test('a desk that gets no answer as it opens says so and asks again; it asks nobody for a password', async () => {
  things.forEach((path) => answer(`GET ${path}`, () => ({ name: '.' })))
  answer(renewed, () => Promise.reject(new TypeError('no network')))
  await visit(page)
  await says('failure.noAnswer')
  expect(screen.queryByLabelText(t('signIn.password'))).toBeNull()
  answer(renewed, () => ({ access_token: 'token', account }))
  await press('again')
  await screen.findByText('...')
})
