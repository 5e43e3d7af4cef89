// Pictures of every screen in every state, in Kazakh and Russian, on tablet and phone; each is looked at by axe, too, and
// must not be cut off.
// Usage: npm run screenshots [-- folder [state …]]
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { capture, inStep, line, mark, seed, session } from './seed.mjs'
import { startBrowser, startSite } from './site.mjs'

const folder = process.argv[2] ?? new URL('../../e2e/screenshots', import.meta.url).pathname
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
const sizes = { tablet: [1280, 800], upright: [800, 1280], phone: [390, 844], zoomed: [400, 640] } // the last is the upright tablet at 200 %

const said = [
  line(1, 'Әр ауылдық мектепте инклюзивті сынып ашу және мұғалімдерді оқыту'),
  line(2, 'Қоғамдық көлікке пандус орнату'),
  line(3, 'Сурдоаудармашылар мектеп және емхана сайын болсын'),
  line(4, 'Обучить учителей сельских школ работе с особенными детьми', { language: 'ru' }),
  line(5, 'Балабақшаларға тьютор бөлу, жергілікті бюджеттен қаржыландыру', { device_counter: 0 }),
  line(6, 'Оборудовать пандусами все остановки на центральных улицах', { language: 'ru', withdrawn: true }),
]
const fresh = { state: 'saved', server: undefined }
const here = [line(7, 'Ауданда ерте көмек орталығын құру', fresh), line(8, 'Жүргізушілерді оқыту', fresh)]
const running = { ...session, rounds: [{ ...session.rounds[0], state: 'running', ends_at: new Date(Date.now() + 754_000).toISOString() }] }
const disputed = line(1, 'Әр ауылдық мектепте инклюзивті сынып ашу және мұғалімдерді екі жыл ішінде оқыту', {
  newer: { text: 'Әр ауылдық мектепте инклюзивті сынып құру және мұғалімдерді оқыту', language: 'kk', version: 2 },
})
const refused = line(9, 'Тым ұзын мәтін', { state: 'stuck', server: undefined, problem: { code: 'text_too_long', detail: 'Мәтін 2000 таңбадан ұзын. Екіге бөліңіз.' } })

const owed = [
  line(1, 'Қоғамдық көлікке пандус орнату', { ...fresh, session_id: 'earlier' }),
  line(2, 'Балабақшаларға тьютор бөлу, екі жыл ішінде', {
    session_id: 'earlier',
    newer: { text: 'Балабақшаларға тьютор бөлу, жергілікті бюджеттен қаржыландыру', language: 'kk', version: 2 },
  }),
]
const now = said.slice(2).map((each, i) => ({ ...each, id: `now-${i}` }))

const circle = await inStep('brainstorm', 4)
const silent = await inStep('brainstorm', 3)
const group = (n, kk, ...numbers) => ({
  id: `group-${n}`, forum_id: 'f', session_id: 's', version: 1,
  server: { title: { kk, ru: '' }, suggestion_ids: numbers.map((number) => `line-${number}`), position: n, dissolved: false },
})
const groups = [group(1, 'Білім беру', 1, 4), group(2, 'Қолжетімді көлік', 2)]
const recommendation = (n, kk, ru, who, until) => ({ id: `recommendation-${n}`, text: { kk, ru }, who, until, suggestion_ids: [`line-${n}`] })
const draft = {
  version: 1, edition: 1, state: 'draft', present: 0, agreed: 0, reason: '',
  recommendations: [
    recommendation(1, 'Әр ауылдық мектепте инклюзивті сынып ашу', 'Открыть инклюзивные классы в каждой сельской школе', 'Білім басқармасы', '2027 жылдың соңына дейін'),
    recommendation(2, 'Қоғамдық көлікке пандус орнату', '', 'Көлік басқармасы', ''),
  ],
}
const confirmed = { ...draft, version: 4, edition: 2, state: 'confirmed', present: 14, agreed: 12, reason: 'Мерзімі дұрыс жазылмаған', confirmed_at: '2026-06-01T10:00:00Z' }
const report = (row) => ({ lines: said, stores: { groups, reports: [{ forum_id: 'f', session_id: 's', ...row }] } })
const theirs = { ...draft, version: 2, recommendations: [{ ...draft.recommendations[0], who: 'Оқу-ағарту министрлігі' }] }
const offer = (n, offered, standing) => ({
  id: `line-${n}`, forum_id: 'f', session_id: 's', said_in: offered ? 'other' : 's', version: 1, number: n, text: said[n - 1].text, language: 'kk', offered,
  server: { state: 'parked', parked_theme_id: '', parked_session_id: '', taken_session_id: '', declined_session_id: '', ...standing },
})
const asked = (change) => ({ id: 'q1', forum_id: 'f', session_id: 's', suggestion_id: 'line-2', text: 'Қай аялдамалар туралы айтылды?', language: 'kk', state: 'open', answer: '', answer_language: '', asked_at: '2026-06-01T10:10:00Z', version: 1, ...change })
const about = asked({ id: 'q2', suggestion_id: 'line-4', text: 'О каких школах речь: о всех или о тех, где уже есть инклюзивные классы?', language: 'ru' })
const answered = asked({ state: 'answered', answer: 'Орталық көшедегі үш аялдама', answer_language: 'kk', own: { text: 'Орталық көшедегі үш аялдама', language: 'kk' } })
const questions = (...clarifications) => ({ lines: said, stores: { clarifications } })
const parked = { id: 'e', seq: 1, forum_id: 'f', session_id: 's', kind: 'group', key: 'group:1', method: 'PUT', path: '/', state: 'parked', attempts: 1, problem: { code: 'title_too_long', detail: 'Топтың аты 200 таңбадан ұзын.' } }
const flipchart = async (page) => {
  const bytes = await page.screenshot()
  for (const name of ['1.png', '2.png']) await page.setInputFiles('.photos input[multiple]', { name, mimeType: 'image/png', buffer: bytes })
  await page.locator('.photos li img').nth(1).waitFor()
}
const newVersion = () => {
  const worker = { controller: {}, addEventListener() {}, register: async () => ({ waiting: {}, addEventListener() {}, update: async () => {} }) }
  Object.defineProperty(navigator, 'serviceWorker', { value: worker })
}
const grouping = await inStep('brainstorm', 5)
const yurts = [{ id: 'other', title: { kk: 'Көлік', ru: 'Транспорт' }, theme_id: '', yurt: 5 }]
const dots = [4, 7, 7, 2, 1].map((count, i) => mark(i + 1, 'dots', count))
const ranks = [[1, 'p', 5], [2, 'p', 4], [2, 'q', 5], [3, 'q', 3]].map(([number, voter, points]) => mark(number, 'rank', points, { voter }))
const spots = [[1, 5, 2], [2, 4, 4], [3, 2, 2], [4, 4, 2]].flatMap(([number, impact, effort]) => [
  mark(number, 'impact', impact, { voter: 's' }),
  mark(number, 'effort', effort, { voter: 's' }),
])
const fingers = [1, 0, 2, 3, 6, 4].map((people, level) => mark(0, 'agree', people, { level, subject: 'r' }))
const ballot = { id: 'b', code: '7K3F-92QX', url: 'https://forum.kz/b/7K3F-92QX', open: true, version: 1, kind: 'dots', dots: 3, stacking: false, scale: 0, suggestion_ids: [], voters: 14 }
const poll = (ballots) => [{ round_id: 'r', session_id: 's', version: 1, phones: [], ballots }]
const marking = (of) => ({ marking: { r: of } })
const marks = (method, stores, facts = {}, act) => ({ path: `/t/#${method}`, ready: '.methods', online: true, data: { lines: said, stores, facts }, act })
const onPhones = marking({ settings: { dots: { by: 'phones' } } })

/** Each state: how the database stands, where the page opens, what is done before the picture. */
const states = {
  landing: { path: '/' },
  pairing: { path: '/t/', bare: true },
  'pairing-wrong': { path: '/t/', bare: true, act: (page) => page.fill('#code', 'ABC').then(() => page.keyboard.press('Enter')) },
  empty: { online: true },
  busy: { online: true, data: { lines: said, facts: { context: running } }, context: running },
  step: { online: true, data: { lines: said, facts: { context: circle } }, context: circle },
  'step-silent': { online: true, data: { lines: said, facts: { context: silent } }, context: silent },
  'step-apart': { data: { lines: said, facts: { context: circle, apart: { running: 'r5' }, steps: [{ round_id: 'r4', instead_of: 'r3', at: 0 }] } } },
  offline: { data: { lines: [...said, ...here], jobs: [capture(7), capture(8)], facts: { draft: { text: 'Тротуарларды кең', language: 'kk' } } } },
  timer: { online: true, data: { lines: said }, act: (page) => page.click('button.figure') },
  'timer-running': { online: true, data: { lines: said, facts: { context: running } }, context: running, act: (page) => page.click('button.figure') },
  earlier: { data: { lines: [...owed, ...now], jobs: [capture(1)] } },
  edit: { online: true, data: { lines: said }, act: (page) => page.click('.line:nth-child(2) button.text') },
  trouble: { online: true, data: { lines: [disputed, ...said.slice(1), refused] }, act: (page) => page.evaluate(() => document.querySelector('.lines').scrollTo(0, 0)) },
  revoked: { revoked: true, data: { lines: [...said, ...here], jobs: [capture(7), capture(8)] } },
  groups: { path: '/t/#groups', ready: '.card', data: { lines: said, stores: { groups } } },
  'groups-held': { path: '/t/#groups', ready: '.card', data: { lines: said, stores: { groups } }, act: (page) => page.click('.card button') },
  report: { path: '/t/#report', ready: '.recommendation', data: report({ server: draft }), act: (page) => page.click('.confirmation .primary') },
  'report-aloud': { path: '/t/#report', ready: '.recommendation', data: report({ server: draft }), act: (page) => page.click('.report-head .button') },
  'report-waiting': { path: '/t/#report', ready: '.confirmed', data: report({ server: draft, mine: draft.recommendations, confirming: { present: 14, agreed: 12 } }) },
  'report-confirmed': { path: '/t/#report', ready: '.confirmed', data: report({ server: confirmed, editions: [{ ...draft, state: 'confirmed' }, confirmed] }) },
  'report-two': { path: '/t/#report', ready: '.two-reports', data: report({ server: draft, mine: draft.recommendations, newer: theirs }) },
  later: { path: '/t/#later', ready: '.later li', data: { lines: said, stores: { yurts, offers: [offer(3, true, { parked_session_id: 's' }), offer(2, false, { parked_session_id: 'other' })] } } },
  'later-choose': { path: '/t/#later/line-2', ready: '.destinations', data: { lines: said, stores: { yurts } } },
  'groups-empty': { path: '/t/#groups', ready: '.view', online: true },
  'report-empty': { path: '/t/#report', ready: '.view', online: true },
  'later-empty': { path: '/t/#later', ready: '.view', online: true },
  'marks-empty': { path: '/t/#dots', ready: '.view', online: true },
  'photos-empty': { path: '/t/#photos', ready: '.view', online: true },
  photos: { path: '/t/#photos', ready: '.view', data: { lines: said }, act: flipchart },
  question: { online: true, data: questions(asked(), about) },
  answering: { data: questions(asked({ draft: 'Орталық көшедегі' })) },
  answered: { data: questions(answered), act: (page) => page.locator('.line .question-asked').scrollIntoViewIfNeeded() },
  parked: { online: true, data: { lines: said, stores: { errands: [parked] } } },
  offered: { online: true, data: { lines: said, stores: { yurts, offers: [offer(3, true, { parked_session_id: 's' })] } } },
  update: { online: true, data: { lines: said }, before: newVersion },
  'step-not-now': { path: '/t/#ideas', ready: '.not-now', online: true, data: { lines: said, facts: { context: grouping } }, context: grouping },
  crowded: {
    before: newVersion,
    data: {
      lines: [...said, ...here],
      jobs: [capture(7), capture(8)],
      stores: { clarifications: [asked()], yurts, offers: [offer(3, true, { parked_session_id: 's' })] },
      facts: { context: circle, apart: { running: 'r5' }, steps: [{ round_id: 'r4', instead_of: 'r3', at: 0 }], draft: { text: 'Тротуарларды кең', language: 'kk' } },
    },
  },
  session: { path: '/t/#session', online: true, data: { lines: said }, whole: true },
  qr: { path: '/t/#session', online: true, data: { lines: said }, whole: true, act: (page) => page.click('.choices button >> nth=1').then(() => page.waitForSelector('.qr svg')) },
  dots: marks('dots', { marks: dots }, marking({ settings: { dots: { hidden_count: false } } })),
  'dots-hidden': marks('dots', { marks: dots.slice(0, 2) }),
  'dots-result': marks('dots', { marks: dots }, marking({ shown: ['dots'] })),
  ranks: marks('ranks', { marks: ranks }, marking({ shown: ['rank'] })),
  'ranks-turn': marks('ranks', { marks: ranks }, marking({ turn: { voter: 'v', picks: ['line-3', 'line-1'], done: false } })),
  'ranks-hand-on': marks('ranks', { marks: ranks }, marking({ turn: { voter: 'q', picks: ['line-3', 'line-1'], done: true } })),
  matrix: marks('matrix', { marks: spots }),
  'matrix-list': marks('matrix', { marks: spots }, {}, (page) => page.click('.asList summary').then(() => page.locator('.asList').scrollIntoViewIfNeeded())),
  agreement: marks('agreement', { marks: fingers }, marking({ shown: ['agree'] })),
  phones: marks('dots', { polls: poll([ballot]) }, onPhones),
  'phones-offline': { ...marks('dots', {}, onPhones), online: false },
}

let state
const site = await startSite((path, response) => {
  if (state.revoked) return response.writeHead(401).end()
  if (!state.online) return response.destroy()
  if (path.endsWith('/live')) return response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('event: ready\ndata: {"last_seq":1}\n\n')
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer(path)))
})
/** What the services say: nothing that the database does not hold already. */
function answer(path) {
  if (path.endsWith('/context')) return state.context ?? session
  if (path.endsWith('/marks')) return { version: 0, marks: [], phones: { items: [] } }
  return { items: path.endsWith('/ballots') ? (state.data?.stores?.polls?.[0].ballots ?? []) : [], next: '' }
}

const browser = await startBrowser()
let faults = 0

async function picture(name, language, size, colorScheme = 'light') {
  state = states[name]
  const [width, height] = sizes[size]
  const context = await browser.newContext({ viewport: { width, height }, locale: language, colorScheme, hasTouch: true, serviceWorkers: 'block', deviceScaleFactor: size === 'zoomed' ? 2 : 1 })
  if (state.before) await context.addInitScript(state.before)
  const page = await context.newPage()
  await page.goto(`${site.origin}${state.path ?? '/t/'}`)
  await page.waitForSelector('h1')
  if (name !== 'landing' && !state.bare) {
    await seed(page, state.data)
    await page.reload()
    await page.waitForSelector(state.ready ?? (state.path ? '.facts' : '.composer, .not-now'))
  }
  await state.act?.(page)
  await page.waitForTimeout(400) // the connection's words settle
  await page.screenshot({ path: `${folder}/${size}-${language}-${colorScheme === 'dark' ? 'dark-' : ''}${name}.png`, fullPage: state.whole })
  for (const fault of await page.evaluate(cutOff)) complain(fault)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  for (const { id, nodes } of violations) complain(`axe: ${id}: ${nodes[0].html}`)
  await context.close()

  function complain(what) {
    console.error(`${size} ${language} ${colorScheme} ${name}: ${what}`)
    faults++
  }
}

/** Runs in the page: what is wider than the screen, a field or a tab that cannot be seen, a text that is missing. */
function cutOff() {
  const root = document.documentElement
  const hidden = (selector) =>
    [...document.querySelectorAll(selector)].filter((element) => {
      const { top, bottom, left, right, height } = element.getBoundingClientRect()
      return height && (top < 0 || left < 0 || bottom > innerHeight + 1 || right > innerWidth + 1)
    })
  return [
    ...(root.scrollWidth > innerWidth + 1 ? [`${root.scrollWidth - innerWidth} px wider than the screen`] : []),
    ...(document.body.innerText.match(/^[a-z]+(\.[a-zA-Z]+)+$/gm) ?? []).map((key) => `no text: ${key}`),
    ...hidden('.composer textarea, .composer .add, .tabs a').map((element) => `out of sight: ${element.outerHTML.slice(0, 80)}`),
  ]
}

await mkdir(folder, { recursive: true })
const chosen = process.argv.slice(3).length ? process.argv.slice(3) : Object.keys(states)
for (const name of chosen) {
  for (const size of ['tablet', 'upright', 'phone']) for (const language of ['kk', 'ru']) await picture(name, language, size)
  await picture(name, 'ru', 'zoomed')
  await picture(name, 'kk', 'upright', 'dark')
}
await browser.close()
site.stop()
console.log(`${chosen.length * 8} pictures in ${folder}; ${faults} faults found`)
process.exitCode = faults ? 1 : 0
