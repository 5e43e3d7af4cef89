// The installation under test, seen through its public API as the organiser.
import assert from 'node:assert/strict'

const origin = required('SHANYRAQ_URL')

function required(name) {
  const value = process.env[name]
  if (!value) throw new Error(`set ${name}: these tests need a running installation (make e2e starts one; by hand: bin/shanyraq serve --demo)`)
  return value
}

/** Where it listens. Tablets come through a proxy; the organiser speaks to it directly. */
export { origin }

let token

async function signIn() {
  const login = required('SHANYRAQ_LOGIN')
  const password = required('SHANYRAQ_PASSWORD')
  const answer = await fetch(`${origin}/api/sessions/sign-in`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password }) })
  assert.equal(answer.status, 200, `signing in as ${login}`)
  return (await answer.json()).access_token
}

/** One request as the organiser; anything but a success fails the test. */
export async function api(method, path, body) {
  token ??= await signIn()
  const answer = await fetch(`${origin}/api${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
  return text ? JSON.parse(text) : undefined
}

/** A forum of the test's own: nobody else captures into it, so what it holds is exactly what the tablets sent. */
export async function newForum() {
  const day = new Date().toISOString().slice(0, 10)
  const forum = await api('POST', '/sessions/forums', { kind: 'city', region: 'KZ-75', title: { kk: 'Сынақ форумы', ru: 'Проверочный форум' }, starts_on: day, ends_on: day, state: 'running' })
  const theme = await api('POST', `/sessions/forums/${forum.id}/themes`, { key: 'inclusion', title: { kk: 'Инклюзия', ru: 'Инклюзия' }, position: 1 })
  return { id: forum.id, theme: theme.id }
}

/** A yurt of the forum, planned by a method of its own, else with one round. */
export async function newSession(forum, yurt = 3, method) {
  const starts = Date.now()
  const at = (ms) => new Date(ms).toISOString()
  const session = await api('POST', `/sessions/forums/${forum.id}/sessions`, {
    kind: 'breakout', theme_id: forum.theme, title: { kk: `${yurt}-топ`, ru: `Группа ${yurt}` }, yurt, starts_at: at(starts), ends_at: at(starts + 90 * 60_000),
  })
  const path = `/sessions/forums/${forum.id}/sessions/${session.id}`
  if (method) return { id: session.id, path, rounds: (await api('POST', `${path}/plan`, { method })).rounds }
  const round = await api('POST', `${path}/rounds`, { question: { kk: 'Не істеу керек?', ru: 'Что сделать?' }, seconds: 900 })
  return { id: session.id, path, round: round.id }
}

export const pairingCode = async (session) => (await api('POST', `${session.path}/pairings`)).code

/** Everything the forum holds, in the order in which the server numbered it. */
export async function stored(forum) {
  const items = []
  let after = ''
  do {
    const page = await api('GET', `/facilitation/forums/${forum.id}/suggestions?limit=500&after=${encodeURIComponent(after)}`)
    items.push(...page.items)
    after = page.next
  } while (after)
  return items.toSorted((a, b) => a.number - b.number)
}

/** The one question of most of these tests: is exactly this on the server, once each and in this order? */
export async function assertStored(forum, texts) {
  const found = await stored(forum)
  assert.deepEqual(found.map((suggestion) => suggestion.text), texts)
  assert.deepEqual(found.map((suggestion) => suggestion.number), texts.map((_, i) => i + 1), 'numbers have a gap')
  assert.equal(new Set(found.map((suggestion) => suggestion.id)).size, texts.length)
  return found
}
