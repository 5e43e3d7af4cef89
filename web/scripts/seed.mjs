// Writes a paired tablet's database as the application would have left it, so that a measurement or a screenshot can
// begin in any state without a server.

import { readFile } from 'node:fs/promises'

export const session = {
  forum: { id: 'f', title: { kk: 'Шығыс Қазақстан облысының азаматтық форумы', ru: 'Гражданский форум Восточно-Казахстанской области' } },
  theme: { id: 't', title: { kk: 'Инклюзия', ru: 'Инклюзия' } },
  session: { id: 's', title: { kk: 'Инклюзия секциясы', ru: 'Секция «Инклюзия»' }, place: { kk: 'Этноауыл', ru: 'Этноаул' }, yurt: 3 },
  rounds: [
    {
      id: 'r',
      number: 1,
      question: { kk: 'Ауданымыз баршаға қолжетімді болуы үшін не істеу керек?', ru: 'Что сделать, чтобы наш район стал доступным для каждого?' },
      seconds: 900,
      state: 'planned',
    },
  ],
  themes: [],
}

/** The session in the given step of a method, as the service's own template has it. */
export async function inStep(method, number) {
  const methods = JSON.parse(await readFile(new URL('../../services/sessions/internal/method/methods.json', import.meta.url)))
  const { steps } = methods.find(({ key }) => key === method)
  for (const language of ['kk', 'ru', 'en']) {
    const said = JSON.parse(await readFile(new URL(`../../pkg/words/languages/${language}/methods.json`, import.meta.url)))[method].steps
    steps.forEach((step, i) => Object.entries(said[i + 1]).forEach(([part, words]) => ((step[part] ??= {})[language] = words)))
  }
  const rounds = steps.map((step, i) => ({ id: `r${i + 1}`, number: i + 1, question: {}, settings: {}, ...step, state: i + 1 < number ? 'ended' : 'planned', version: 1 }))
  Object.assign(rounds[number - 1], { state: 'running', ends_at: new Date(Date.now() + 754_000).toISOString() })
  return { ...session, rounds }
}

/** A line as it is after `text` was captured and its receipt came; `change` makes it anything else. */
export function line(number, text, change = {}) {
  const wording = { text, language: 'kk', tags: change.tags }
  return {
    id: `line-${number}`,
    forum_id: 'f',
    session_id: 's',
    round_id: 'r',
    theme_id: 't',
    author_id: '',
    device_id: 'd',
    device_counter: number,
    said: { ...wording, at: '2026-06-01T10:00:00Z' },
    ...wording,
    state: 'received',
    withdrawn: false,
    server: { ...wording, number, receipt: '', received_at: '2026-06-01T10:00:00Z', version: 1, withdrawn: false },
    ...change,
  }
}

/** So many marks of one kind for a line; the voter is this tablet unless another is named. */
export function mark(number, kind, value, { voter = 'd', level = -1, subject = `line-${number}` } = {}) {
  const key = ['r', subject, kind, voter, level].join('/')
  return { key, id: `mark-${key}`, session_id: 's', round_id: 'r', suggestion_id: subject, kind, voter, level, value, counter: 1 }
}

export const capture = (number) => ({ id: `line-${number}`, forum_id: 'f', session_id: 's', key: `line:line-${number}`, line_id: `line-${number}`, method: 'POST', path: '/api/facilitation/forums/f/suggestions', state: 'waiting', attempts: 0, kind: 'capture' })

/** The page must have been opened once, so that the application has made the database. */
export function seed(page, { lines = [], errands = [], facts = {}, stores = {} } = {}) {
  const device = { id: 'd', secret: '', access_token: '', name: 'Android 1280×800' }
  return page.evaluate(write, { stores: { lines, errands, ...stores }, facts: { device, device_counter: lines.length, context: session, ...facts } })
}

async function write({ stores, facts }) {
  const database = await new Promise((resolve) => (indexedDB.open('shanyraq-tablet').onsuccess = (event) => resolve(event.target.result)))
  const work = database.transaction(['facts', ...Object.keys(stores)], 'readwrite')
  const own = ['draft', 'edit'] // belong to a session
  for (const [key, value] of Object.entries(facts)) work.objectStore('facts').put({ key: own.includes(key) ? `${key}:s` : key, value })
  for (const [name, rows] of Object.entries(stores)) for (const row of rows) work.objectStore(name).add(row)
  await new Promise((resolve) => (work.oncomplete = resolve))
  database.close()
}
