// The pages that the secretariat and the public see: where each is, what makes it ready, what is done before the picture.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { organiser } from './server.mjs'

/** What the addresses need: the demonstration with a photo and people in their seats, a forum in which nothing has happened, votes on phones. */
async function prepare(url) {
  const { get, patch, post, put } = await organiser(url)
  const demo = (await get('/sessions/forums')).items.find(({ state }) => state === 'running').id
  const sessions = (await get(`/sessions/forums/${demo}/sessions`)).items
  const yurt = (number) => sessions.find((session) => session.yurt === number).id
  const [first, second] = (await get(`/sessions/forums/${demo}/participants?limit=2`)).items
  for (const [session, { id }] of [[1, first], [2, first], [1, second]]) await put(`/sessions/forums/${demo}/sessions/${yurt(session)}/participants/${id}`)
  const picture = await readFile(new URL('../app/public/icon-512.png', import.meta.url))
  for (let n = 0; n < 2; n++) await put(`/facilitation/forums/${demo}/sessions/${yurt(2)}/photos/${randomUUID()}`, picture)

  const day = new Date().toISOString().slice(0, 10)
  const title = { kk: 'Ауылдық аумақтарды дамыту жөніндегі облыстық азаматтық форум', ru: 'Областной гражданский форум по развитию сельских территорий' }
  const empty = (await post('/sessions/forums', { kind: 'regional', region: 'KZ-75', title, starts_on: day, ends_on: day, state: 'announced' })).id
  const hall = await post(`/sessions/forums/${empty}/sessions`, {
    kind: 'breakout', yurt: 1, title: { kk: 'Жол', ru: 'Дороги' }, language: 'kk', starts_at: `${day}T05:00:00Z`, ends_at: `${day}T07:00:00Z`,
  })

  const roles = { [demo]: ['secretary'], [`${demo}/${yurt(1)}`]: ['facilitator'] }
  const staff = [['aigerim', 'Айгерім Сейтқалиева', roles], ['timur', 'Тимур Ахметов', { [demo]: ['chair'] }], ['saule', 'Сәуле Нұрланқызы Жақсылықова', { [`${demo}/${yurt(2)}`]: ['moderator'] }]]
  const accounts = []
  for (const [login, name, held] of staff) accounts.push(await post('/sessions/accounts', { login, name, roles: held, language: 'kk', password: 'тоғыз қазан, он шөміш' }))
  await patch(`/sessions/accounts/${accounts[1].id}`, { disabled: true })
  const invited = await post('/sessions/invites', { name: 'Дәурен Қасымов', roles })
  const reset = await post(`/sessions/accounts/${accounts[0].id}/reset`)

  for (const text of ['Лавочки у больницы, Айгүл, +7 701 000 00 00', 'Аялдамаға жарық керек: балалар қараңғыда тұрады', 'Пандус у поликлиники']) await speak(url, demo, { text, organisation: 'ОФ «Дана»' })
  for (const text of ['Когда появятся пандусы в школах района?', 'Ауыл мектебіне автобус қашан жүреді?']) await speak(url, demo, { text, as: 'question', organisation: 'ОО «Мейірім»' })
  for (const ru of ['ОФ «Дана»', 'ОФ «ДАНА»', 'ОО «Мейірім»']) await post('/sessions/organisations', { kind: 'ngo', key: '', region: 'KZ-75', names: [{ name: { kk: ru.replace('ОФ', 'ҚҚ').replace('ОО', 'ҚБ'), ru }, abbreviation: { kk: '', ru: '' } }] })

  // A forum as large as forums get: 320 sessions in two days.
  const next = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  const full = (await post('/sessions/forums', { kind: 'republican', title: { kk: 'Республикалық азаматтық форум', ru: 'Республиканский гражданский форум' }, starts_on: day, ends_on: next, state: 'announced' })).id
  const slot = (n) => ({ day: n < 160 ? day : next, hour: String(4 + (Math.floor(n / 40) % 4) * 2).padStart(2, '0'), yurt: (n % 40) + 1 })
  const many = Array.from({ length: 320 }, (_, n) => {
    const { day: on, hour, yurt: number } = slot(n)
    return { kind: 'breakout', yurt: number, title: { kk: `Ауылдық жолдар, ${n + 1}`, ru: `Сельские дороги, ${n + 1}` }, language: 'kk', starts_at: `${on}T${hour}:00:00Z`, ends_at: `${on}T${hour}:55:00Z` }
  })
  while (many.length) await post(`/sessions/forums/${full}/programme`, { sessions: many.splice(0, 80) })

  const lines = (await get(`/facilitation/forums/${demo}/suggestions?session_id=${yurt(2)}&limit=500`)).items.filter(({ session_id }) => session_id === yurt(2))
  const round = (await get(`/sessions/forums/${demo}/sessions/${yurt(2)}/rounds`)).items.find(({ view }) => view === 'dots').id
  const rounds = `/facilitation/forums/${demo}/rounds/${round}/ballot`
  const ballot = (rules) => post(rounds, { session_id: yurt(2), suggestion_ids: lines.slice(0, 6).map(({ id }) => id), ...rules })
  const closed = await ballot({ kind: 'agree', scale: 5 })
  await post(`${rounds}/close`, { kind: 'agree' })
  const [dots, ranks] = [await ballot({ kind: 'dots', dots: 3 }), await ballot({ kind: 'rank', scale: 5 })]
  return { demo, empty, full, hall: hall.id, yurt, dots: dots.code, ranks: ranks.code, closed: closed.code, way: lines[0].receipt, invited: invited.code, reset: reset.code }
}

/** What somebody sends from the public form. */
async function speak(url, forum, sent) {
  const answer = await fetch(`${url}/speak/${forum}?lang=ru`, { method: 'POST', body: new URLSearchParams({ lang: 'ru', id: randomUUID().replace(/^(.{14})./, '$17'), spoken: 'ru', ...sent }), redirect: 'manual' })
  if (answer.status >= 400) throw new Error(`speaking: ${answer.status} ${await answer.text()}`)
}

const press = (...selectors) => async (page) => {
  for (const selector of selectors) await page.locator(selector).first().click()
}
const cut = (page, what = /\/api\//) => page.route(what, (route) => route.abort())
const services = /\/api\/(decisions|facilitation|notifications)\//
const signIn = async (page) => {
  await page.fill('input[name=login]', 'organiser')
  await page.fill('input[name=password]', 'wrong')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.failure')
}

const invite = async (page) => {
  await press('main > .actions .button')(page)
  await page.fill('textarea[name=names]', 'Дәурен Қасымов\nГүлнар Әбенова')
  await press('.roles .actions .button')(page)
}
const sheet = async (page) => {
  await invite(page)
  await press('form .actions .button.primary')(page)
  await page.waitForSelector('.invites svg path')
}

export async function places(server) {
  const at = await prepare(server.url)
  const desk = (page, more, forum = at.demo) => ({ path: `/desk/forums/${forum}/${page}`, ready: '.pages [aria-current]', ...more })
  const open = (path, more) => ({ path, stranger: true, ready: 'h1', ...more })
  const page = (name, ready, act) => ({ path: `/desk/${name}`, ready, act })
  const print = { print: true }
  const unsubscribe = (await server.letter()).match(/\/api\/notifications\/unsubscribe\/[\w-]+/)[0]
  return {
    'public-start': open('/'),
    'public-forums': open('/register'),
    'public-register': open(`/register/${at.demo}`),
    'public-register-print': open(`/register/${at.demo}`, print),
    'public-register-empty': open(`/register/${at.empty}`),
    'public-register-missing': open(`/register/${randomUUID()}`),
    'public-way': open(`/way/${at.way}`),
    'public-way-print': open(`/way/${at.way}`, print),
    'public-way-ask': open('/way'),
    'public-way-missing': open('/way/2222-2222-22'),
    'public-ballot': open(`/b/${at.dots}`),
    'public-ballot-marked': open(`/b/${at.dots}`, { act: press('.tick:nth-of-type(1)', '.tick:nth-of-type(3)', '.tick:nth-of-type(4)') }),
    'public-ballot-voted': open(`/b/${at.dots}`, { act: async (page) => { await press('.tick:nth-of-type(2)', 'footer button')(page); await page.waitForSelector('.good') } }),
    'public-ballot-ranks': open(`/b/${at.ranks}`),
    'public-ballot-closed': open(`/b/${at.closed}`),
    'public-ballot-ask': open('/b'),
    'public-ballot-wrong': open('/b/2222-2222'),
    'public-unsubscribe': open(unsubscribe),
    'public-unsubscribe-wrong': open('/api/notifications/unsubscribe/wrong'),
    'public-api': open('/api/docs'),
    'public-speak': open(`/speak/${at.demo}`),
    'public-speak-question': open(`/speak/${at.demo}?as=question`),
    'public-speak-sent': open(`/speak/${at.demo}`, { act: async (page) => { await page.fill('textarea', 'Аялдамаға жарық керек'); await press('.tick', 'footer button')(page); await page.waitForSelector('.claim') } }),
    'public-speak-ask': open('/speak'),
    'public-speak-missing': open(`/speak/${randomUUID()}`),
    'public-address': open('/address.html'),

    'desk-sign-in': open('/desk/', { ready: 'input[name=password]' }),
    'desk-sign-in-wrong': open('/desk/', { ready: 'input[name=password]', act: signIn }),
    'desk-invited': open(`/desk/invited#${at.invited}`, { ready: 'input[name=login]' }),
    'desk-invited-reset': open(`/desk/invited#${at.reset}`, { ready: 'input[name=password]' }),
    'desk-invited-code': open('/desk/invited', { ready: 'input[name=code]' }),
    'desk-invited-wrong': open('/desk/invited#2222-2222-2222-2222', { ready: '.failure' }),
    'desk-setup-first': open('/desk/setup#2222-2222', { ready: 'input[name=login]', before: (page) => page.route('**/api/sessions/set-up', (route) => route.fulfill({ json: { open: true } })) }),
    'desk-setup-done': open('/desk/setup#2222-2222', { ready: '.note' }),
    'desk-setup': page('setup', 'form.card'),
    'desk-setup-mail': page('setup', 'form.card', press('form.card .button.primary')),
    'desk-settings': page('settings', 'form.card'),
    'desk-organisations': page('organisations', '.organisation'),
    'desk-organisations-new': page('organisations', '.organisation', press('main .actions .button.primary')),
    'desk-organisations-change': page('organisations', '.organisation', press('.organisation .actions .button')),
    'desk-organisations-merge': page('organisations', '.organisation', press('.organisation .actions .button:nth-child(2)')),
    'desk-organisations-history': page('organisations', '.organisation', press('.organisation .actions .button:nth-child(3)')),
    'desk-organisations-duplicates': page('organisations', '.organisation', press('details.card:has(.row) summary')),
    'desk-staff': page('staff', '.account'),
    'desk-staff-links': page('staff', '.account', press('.links summary')),
    'desk-staff-invite': page('staff', '.account', invite),
    'desk-staff-sheet': page('staff', '.account', sheet),
    'desk-staff-sheet-print': { ...page('staff', '.account', sheet), print: true },
    'desk-staff-change': page('staff', '.account', press('.account .actions .button:nth-child(1)')),
    'desk-staff-off': page('staff', '.account', press('.account .actions .button:nth-child(4)')),
    'desk-audit': page('audit', '.audit li'),
    'desk-me': page('me', '.rows'),
    'desk-forums': { path: '/desk/', ready: '.row-link' },
    'desk-forums-archive': { path: '/desk/?archived=yes', ready: 'main .actions' },
    'desk-new': { path: '/desk/new', ready: 'form', act: press('.theme-rows .actions:first-of-type .button:nth-child(2)') },
    'desk-new-copy': { path: `/desk/new?copy=${at.demo}`, ready: 'form' },
    'desk-forum': desk('forum', { ready: '.forum-themes li' }),
    'desk-forum-delete': desk('forum', { ready: '.forum-themes li', act: press('main > section:last-of-type .button.quiet') }),
    'desk-programme': desk('programme', { ready: '.day-grid' }),
    'desk-programme-many': desk('programme', { ready: '.day-grid', act: async (page) => { await press('.actions .button.primary')(page); await page.fill('input[name=to]', '20:00'); await page.waitForSelector('.many-preview') } }),
    'desk-programme-open': desk('programme', { ready: '.day-grid', act: press('.block-body') }),
    'desk-programme-empty': desk('programme', { ready: '.day-grid' }, at.empty),
    'desk-programme-full': desk('programme', { ready: '.day-grid' }, at.full),
    'desk-sessions-full': desk('sessions', {}, at.full),
    'desk-ready': desk('ready', { ready: '.verdict' }),
    'desk-ready-full': desk('ready', { ready: '.verdict' }, at.full),
    'desk-tablets': desk('tablets'),
    'desk-tablets-sheet': desk('tablets', { act: async (page) => { await press('main .button.primary')(page); await page.waitForSelector('main svg path') } }),
    'desk-tablets-sheet-print': desk('tablets', { ...print, act: async (page) => { await press('main .button.primary')(page); await page.waitForSelector('main svg path') } }),
    'desk-agenda': desk('agenda', { ready: '.virtual .card' }),
    'desk-agenda-accept': desk('agenda', { ready: '.virtual .card', act: press('.virtual .actions .button') }),
    'desk-agenda-answer': desk('agenda', { ready: '.virtual .card', act: press('.virtual .actions .button:nth-child(2)') }),
    'desk-submissions': desk('submissions', { ready: '.virtual .card' }),
    'desk-submissions-accept': desk('submissions', { ready: '.virtual .card', act: press('.virtual .actions .button') }),
    'desk-submissions-refuse': desk('submissions', { ready: '.virtual .card', act: async (page) => { await press('.virtual .actions .button:nth-child(2)')(page); await page.fill('textarea[name=text_ru]', 'Это жалоба'); await press('form .button.primary')(page) } }),
    'desk-intake': desk('intake', { ready: 'main .button' }),
    'desk-sessions': desk('sessions'),
    'desk-menu': desk('sessions', { menu: true }),
    'desk-pairing': desk('sessions', { act: async (page) => { await press('summary', '.card .actions .button')(page); await page.waitForSelector('.pairing svg') } }),
    'desk-people': desk('people'),
    'desk-people-notices': desk('people', { act: press('input[name=notifications]', 'summary') }),
    'desk-badges': desk('people/badges', { act: (page) => page.waitForSelector('.badges svg') }),
    'desk-badges-print': desk('people/badges', { ...print, act: (page) => page.waitForSelector('.badges svg') }),
    'desk-consolidate': desk('consolidate'),
    'desk-consolidate-asked': desk('consolidate', { act: press('.asked-notice button') }),
    'desk-consolidate-merge': desk('consolidate', { act: press('.virtual > li:nth-child(1) .check', '.virtual > li:nth-child(2) .check.number', '.virtual summary') }),
    'desk-consolidate-reword': desk('consolidate', { act: press('.proposal .actions .button:nth-child(1)') }),
    'desk-consolidate-put': desk('consolidate', { act: press('.proposal .actions .button:nth-child(2)') }),
    'desk-consolidate-ask': desk('consolidate', { act: press('.proposal .actions .button:nth-child(3)') }),
    'desk-parked': desk('parked'),
    'desk-reports': desk('reports'),
    'desk-reports-print': desk('reports', print),
    'desk-decide': desk('decide'),
    'desk-decide-print': desk('decide', print),
    'desk-decide-count': desk('decide', { act: press('.card .actions .button:nth-child(1)') }),
    'desk-decide-record': desk('decide', { act: press('.card .actions .button:nth-child(2)') }),
    'desk-decide-correct': desk('decide', { act: press('.log .actions .button') }),
    'desk-plan': desk('plan'),
    'desk-plan-print': desk('plan', print),
    'desk-plan-measure': desk('plan', { act: press('.actions .button') }),
    'desk-plan-report': desk('plan', { act: press('.cards .actions .button') }),
    'desk-messages': desk('messages'),
    'desk-messages-letter': desk('messages', { act: async (page) => { await press('.subject')(page); await page.waitForSelector('.letter pre') } }),
    'desk-method': desk(`method/${at.yurt(1)}`),
    'desk-method-edit': desk(`method/${at.yurt(1)}`, { act: press('.plan-step .actions .button:nth-child(3)') }),
    'desk-watch': desk(`watch/${at.yurt(2)}`),
    'desk-photos': desk(`photos/${at.yurt(2)}`),
    'desk-photo': desk(`photos/${at.yurt(2)}`, { act: press('.photos button') }),

    'desk-busy': desk('consolidate', { busy: true, before: (page) => page.route(services, () => undefined) }),
    'desk-error': desk('consolidate', { busy: true, before: (page) => page.route(services, (route) => route.fulfill({ status: 500 })), act: (page) => page.waitForSelector('.failure') }),
    'desk-unreachable': desk('sessions', { ready: '.failure', before: cut }),
    'desk-offline': desk('sessions', { before: (page) => cut(page, /\/api\/.*\/live/), act: async (page) => { await page.waitForSelector('.rounds .button'); await cut(page); await press('.rounds .button')(page); await page.waitForSelector('.failure') } }),

    ...Object.fromEntries(['sessions', 'people', 'people/badges', 'consolidate', 'parked', 'reports', 'decide', 'plan', 'messages', 'ready', 'tablets', 'agenda', 'submissions', 'intake', 'forum', 'method/', 'watch/', 'photos/'].map(
      (page) => [`desk-empty-${page.replace(/\W/g, '')}`, desk(page.endsWith('/') ? page + at.hall : page, {}, at.empty)])),
  }
}
