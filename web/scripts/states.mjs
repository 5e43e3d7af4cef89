// The states of the tablet that are photographed: how its database stands, what the server says, what is done first.
import { camera, choosing, ear, fill, flipchart, full, newVersion, noDatabase, noSpare, picked, pin, pressed, scanning, spoken, tabElsewhere, typed, undoing, unsaved } from './acts.mjs'
import { capture, inStep, line, mark, session } from './seed.mjs'

const said = [
  line(1, 'Әр ауылдық мектепте инклюзивті сынып ашу және мұғалімдерді оқыту'),
  line(2, 'Қоғамдық көлікке пандус орнату', { tags: ['көлік', 'қала'] }),
  line(3, 'Сурдоаудармашылар мектеп және емхана сайын болсын'),
  line(4, 'Обучить учителей сельских школ работе с особенными детьми', { language: 'ru' }),
  line(5, 'Балабақшаларға тьютор бөлу, жергілікті бюджеттен қаржыландыру', { device_counter: 0, tags: ['балабақша'] }),
  line(6, 'Оборудовать пандусами все остановки на центральных улицах', { language: 'ru', withdrawn: true }),
]
const fresh = { state: 'saved', server: undefined }
const here = [line(7, 'Ауданда ерте көмек орталығын құру', fresh), line(8, 'Жүргізушілерді оқыту', fresh)]
const running = { ...session, rounds: [{ ...session.rounds[0], state: 'running', ends_at: new Date(Date.now() + 754_000).toISOString() }] }
const disputed = line(1, 'Әр ауылдық мектепте инклюзивті сынып ашу және мұғалімдерді екі жыл ішінде оқыту', {
  tags: ['мектеп'],
  newer: { text: 'Әр ауылдық мектепте инклюзивті сынып құру және мұғалімдерді оқыту', language: 'kk', tags: ['мектеп', 'ауыл'], version: 2 },
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

const people = ['Айгүл Сейітқызы', 'Болат Ахметов', 'Виктория Константиновна Белозёрская-Жумабаева', 'Дәурен Оспан', 'Сәуле Қасымова', 'Юрий Ким'].map((name, i) => ({ id: `person-${i}`, name }))
const crowd = Array.from({ length: 21 }, (_, i) => ({ id: `many-${i}`, name: `${people[i % 6].name} ${i + 1}` }))
const badge = { id: '0196a7b2-1111-7222-8333-444455556666', name: '' }
const heard = said.map((each, i) => ({ ...each, author_id: ['person-1', 'person-4'][i] ?? '', round_id: 'r4' }))
const hour = (from) => new Date(Date.now() + from * 3_600_000).toISOString()
const timed = { ...session.session, state: 'planned', starts_at: hour(0), ends_at: hour(2) }
/** The desk has changed the session since somebody last looked. */
const changed = (change) => {
  const context = { ...session, session: { ...timed, ...change } }
  return { online: true, context, data: { lines: said, facts: { context, session_before: timed } } }
}
const elsewhere = ['Көлік', 'Мәдениет', 'Білім', 'Экология', 'Денсаулық'].map((kk, i) => ({
  id: `other-${i}`, title: { kk, ru: ['Транспорт', 'Культура', 'Образование', 'Экология', 'Здоровье'][i] }, yurt: 5 + i, place: {}, state: 'planned', starts_at: hour(1), ends_at: hour(2),
}))
const speaking = (here, facts = {}) => ({ online: true, data: { lines: heard, stores: { people: here }, facts } })
const dictating = (hears, agreed = true) => ({
  sizes: ['tablet', 'upright'], // a phone's own keyboard has a microphone
  online: true, before: [ear, hears], data: { lines: said, facts: agreed ? { dictation: true } : {} },
  act: async (page) => {
    await page.click('.dictate')
    await page.waitForSelector('.dictation')
  },
})
const copy = (forum, lines) => JSON.stringify({ format: 'shanyraq-session', version: 1, forum_id: forum, session_id: 's', lines, jobs: [] })
const pairing = (redeem, more) => ({ path: '/t/', bare: true, online: true, answers: { redeem }, act: typed('K73F-92QX'), ...more })
const aboutSession = (more) => ({ path: '/t/#session', online: true, whole: true, ready: '#pin', data: { lines: said }, ...more })
const handing = (state, errands) => ({ path: '/t/', ready: '.note', data: { lines: [...said, ...here], errands, facts: { handover: state } } })
const locked = (wrong, last) => ({ path: '/t/', ready: '#pin', data: { lines: said, facts: { pin: { salt: new Uint8Array(16), hash: new Uint8Array(32), wrong, last } } } })
const counted = (n) => {
  const lines = Array.from({ length: n }, (_, i) => line(i + 1, said[i % 6].text, fresh))
  return { data: { lines, errands: lines.map((_, i) => capture(i + 1)), stores: { people: crowd.slice(0, n) } }, act: choosing }
}
const over = { ...session, rounds: [{ ...running.rounds[0], ends_at: new Date(Date.now() - 60_000).toISOString() }] }
const sentence = 'Ауылдық жерлердегі мүмкіндігі шектеулі балаларға арналған оңалту қызметтерін үйіне жақын жерден көрсету және ата-аналарын оқыту. '
const endless = [...said, line(7, sentence.repeat(14)), line(8, `https://egov.kz/${'qoljetimdilik-'.repeat(20)}`, { language: 'ru' })]
const title = {
  kk: 'Мүмкіндігі шектеулі азаматтарды әлеуметтік қорғау, инклюзивті білім беру және еңбекпен қамту саласындағы мемлекет пен азаматтық қоғамның өзара іс-қимылы',
  ru: 'Взаимодействие государства и гражданского общества в сфере социальной защиты, инклюзивного образования и занятости людей с инвалидностью',
}
const verbose = { ...running, theme: { id: 't', title }, session: { ...session.session, title, yurt: undefined }, rounds: [{ ...running.rounds[0], question: title }] }

/**
 * Each state: where the page opens (`path`, until `ready`), whether the server answers (`online`, with `status` instead of
 * 200 and `answers` by the last word of an address; 'never' keeps one waiting), what runs in the page before it (`before`)
 * and what is done before the picture (`act`). `bare` = not paired; `whole` = the page in its full length.
 */
export const states = {
  landing: { path: '/' },
  pairing: { path: '/t/', bare: true },
  'pairing-wrong': { path: '/t/', bare: true, act: (page) => page.fill('#code', 'ABC').then(() => page.keyboard.press('Enter')) },
  empty: { online: true },
  busy: { online: true, data: { lines: said, facts: { context: running } }, context: running },
  tags: { online: true, data: { lines: said, facts: { draft: { text: 'Жүргізушілерді оқыту #', language: 'kk' } } }, act: (page) => page.waitForSelector('.tag-row') },
  'tags-edit': {
    online: true,
    data: { lines: said, facts: { edit: { line_id: 'line-2', text: 'Қоғамдық көлікке пандус орнату #көлік #б', seen: { version: 1, text: 'Қоғамдық көлікке пандус орнату #көлік #қала' } } } },
    act: (page) => page.waitForSelector('.editor .tag-row'),
  },
  step: { online: true, data: { lines: said, facts: { context: circle } }, context: circle },
  'step-silent': { online: true, data: { lines: said, facts: { context: silent } }, context: silent },
  'step-apart': { data: { lines: said, facts: { context: circle, apart: { running: 'r5' }, steps: [{ round_id: 'r4', instead_of: 'r3', at: 0 }] } } },
  offline: { data: { lines: [...said, ...here], errands: [capture(7), capture(8)], facts: { draft: { text: 'Тротуарларды кең', language: 'kk' } } } },
  timer: { online: true, data: { lines: said }, act: (page) => page.click('button.figure') },
  'timer-running': { online: true, data: { lines: said, facts: { context: running } }, context: running, act: (page) => page.click('button.figure') },
  earlier: { ready: '.wordings', data: { lines: [...owed, ...now], errands: [capture(1)] } },
  edit: { online: true, data: { lines: said }, act: (page) => page.click('.line:nth-child(2) button.text') },
  trouble: { ready: '.wordings', online: true, data: { lines: [disputed, ...said.slice(1), refused] }, act: (page) => page.evaluate(() => document.querySelector('.lines').scrollTo(0, 0)) },
  revoked: { online: true, status: 401, data: { lines: [...said, ...here], errands: [capture(7), capture(8)] } },
  groups: { path: '/t/#groups', ready: '.card', data: { lines: said, stores: { groups } } },
  'groups-held': { path: '/t/#groups', ready: '.card', data: { lines: said, stores: { groups } }, act: (page) => page.click('.card button') },
  report: { path: '/t/#report', ready: '.recommendation', data: report({ server: draft }), act: (page) => page.click('.confirmation .primary') },
  'report-aloud': { path: '/t/#report', ready: '.recommendation', data: report({ server: draft }), act: (page) => page.click('.report-head .button') },
  'report-waiting': { path: '/t/#report', ready: '.confirmed', data: report({ server: draft, mine: draft.recommendations, confirming: { present: 14, agreed: 12 } }) },
  'report-confirmed': { path: '/t/#report', ready: '.confirmed', data: report({ server: confirmed, editions: [{ ...draft, state: 'confirmed' }, confirmed] }) },
  'report-two': { path: '/t/#report', ready: '.two-reports', data: report({ server: draft, mine: draft.recommendations, newer: theirs }) },
  later: { path: '/t/#later', ready: '.later li', data: { lines: said, stores: { yurts, offers: [offer(3, true, { parked_session_id: 's' }), offer(2, false, { parked_session_id: 'other' })] } } },
  'later-choose': { path: '/t/#later/line-2', ready: '.destinations', data: { lines: said, stores: { yurts } } },
  'pairing-busy': pairing('never'),
  'pairing-refused': pairing(404),
  'pairing-offline': pairing(undefined, { online: false }),
  'pairing-camera': pairing(undefined, { before: [camera, ''], act: (page) => page.click('form .wide:not(.primary)') }),
  'pairing-no-camera': pairing(undefined, { before: [camera, null], act: (page) => page.click('form .wide:not(.primary)') }),
  'pairing-again': { path: '/t/#pair', ready: '.note', data: { lines: here, errands: [capture(7), capture(8)] } },
  'no-answer': { online: true, status: 503, data: { lines: said } },
  'not-allowed': { online: true, status: 403, data: { lines: said } },
  'not-saved': { online: true, data: { lines: said }, act: full },
  'not-saved-page': { online: true, data: { lines: said }, act: (page) => page.evaluate(noSpare).then(() => full(page)) },
  'no-database': { bare: true, before: [noDatabase] },
  'other-tab': { bare: true, before: [tabElsewhere] },
  'too-long': { online: true, data: { lines: said, facts: { draft: { text: `${sentence.repeat(16)} Соңғы сөз.`, language: 'kk' } } }, act: (page) => page.waitForSelector('.too-long') },
  stranded: { online: true, data: { lines: [...said, ...owed.slice(0, 1)], errands: [{ ...capture(1), forum_id: 'old' }], facts: { refusals: { old: { code: 'device_revoked', detail: '' } }, keys: { old: { forum: { kk: 'Абай облысының азаматтық форумы', ru: 'Гражданский форум области Абай' } } } } }, act: (page) => page.waitForSelector('.stranded') },
  'withdrawn-elsewhere': { ready: '.wordings', online: true, data: { lines: [line(1, 'Әр ауылда инклюзивті сынып ашу', { state: 'stuck', withdrawn: true, problem: { code: 'suggestion_withdrawn', detail: '' }, server: { ...said[0].server, withdrawn: true } }), ...said.slice(1)] }, act: (page) => page.evaluate(() => document.querySelector('.lines').scrollTo(0, 0)) },
  'handing-over-stranded': { path: '/t/', ready: '.stranded', data: { lines: [...said, ...owed.slice(0, 1)], errands: [{ ...capture(1), forum_id: 'old' }], facts: { handover: 'leaving', refusals: { old: { code: 'role_required', detail: '' } } } } },
  'undo-asks': { online: true, data: { lines: said, stores: { undo: [{ session_id: 's', line_id: 'line-5', kind: 'capture', at: 1 }] } }, act: undoing },
  'time-over': { online: true, data: { lines: said, facts: { context: over } }, context: over },
  many: { online: true, data: { lines: Array.from({ length: 500 }, (_, i) => line(i + 1, said[i % 6].text)) } },
  long: { online: true, data: { lines: endless, facts: { draft: { text: sentence.repeat(6), language: 'kk' } } } },
  'long-titles': { online: true, data: { lines: said, facts: { context: verbose } }, context: verbose },
  'count-1': counted(1),
  'count-2': counted(2),
  'count-5': counted(5),
  'count-21': counted(21),
  'session-cancelled': { ...changed({ state: 'cancelled' }), answers: { sessions: { items: elsewhere } } },
  'session-moved': changed({ place: { kk: 'Бас ғимараттың мәжіліс залы', ru: 'Зал заседаний главного корпуса' }, title: { kk: 'Инклюзия және қолжетімді орта', ru: 'Инклюзия и доступная среда' }, starts_at: hour(2), ends_at: hour(4) }),
  speakers: { ...speaking(people), act: choosing },
  'speakers-many': { ...speaking(crowd), act: choosing },
  'speakers-nobody': { ...speaking([]), act: choosing },
  'speakers-turns': { ...speaking(people, { context: circle, passes: { round_id: 'r4', passed: { 'person-0': 1 } } }), context: circle },
  speaker: { ...speaking(people), act: (page) => spoken(page, 2) },
  'speaker-nobody-yet': speaking(people),
  'speaker-badge': { ...speaking(people), online: false, before: [camera, 'SHQP1.0196A7B2111172228333444455556666'], act: (page) => scanning(page).then(() => page.waitForSelector('.speaker', { state: 'detached' })) },
  'speaker-scanning': { ...speaking(people), before: [camera, ''], act: scanning },
  'speaker-wrong-badge': { ...speaking(people), before: [camera, 'https://example.kz'], act: (page) => scanning(page).then(() => page.waitForSelector('.speaker [role=alert]:not(:empty)')) },
  'speaker-no-camera': { ...speaking(people), before: [camera, null], act: (page) => scanning(page).then(() => page.waitForSelector('.speaker [role=alert]:not(:empty)')) },
  'line-author': {
    ...speaking([...people, badge]),
    act: async (page) => {
      await page.click('.line:nth-child(2) button.text')
      await page.click('.editor [aria-expanded]')
      await page.waitForSelector('.editor .speaker')
    },
  },
  'dictation-asked': dictating({}, false),
  dictation: dictating({ words: 'тротуарларды кеңейту керек' }),
  'dictation-refused': dictating({ error: 'not-allowed' }),
  'dictation-offline': dictating({ error: 'network' }),
  'groups-empty': { path: '/t/#groups', ready: '.view', online: true },
  'report-empty': { path: '/t/#report', ready: '.view', online: true },
  'later-empty': { path: '/t/#later', ready: '.view', online: true },
  'marks-empty': { path: '/t/#dots', ready: '.view', online: true },
  'photos-empty': { path: '/t/#photos', ready: '.view', online: true },
  photos: { path: '/t/#photos', ready: '.view', data: { lines: said }, act: flipchart },
  question: { ready: '.line .question-asked', online: true, data: questions(asked(), about) },
  answering: { data: questions(asked({ draft: 'Орталық көшедегі' })) },
  answered: { data: questions(answered), act: (page) => page.locator('.line .question-asked').scrollIntoViewIfNeeded() },
  parked: { online: true, data: { lines: said, errands: [parked] } },
  offered: { data: { lines: said, stores: { yurts, offers: [offer(3, true, { parked_session_id: 's' })] } } },
  update: { online: true, data: { lines: said }, before: [newVersion] },
  'step-not-now': { path: '/t/#ideas', ready: '.not-now', online: true, data: { lines: said, facts: { context: grouping } }, context: grouping },
  crowded: {
    before: [newVersion],
    data: {
      lines: [...said, ...here],
      errands: [capture(7), capture(8)],
      stores: { clarifications: [asked()], yurts, offers: [offer(3, true, { parked_session_id: 's' })] },
      facts: { context: circle, apart: { running: 'r5' }, steps: [{ round_id: 'r4', instead_of: 'r3', at: 0 }], draft: { text: 'Тротуарларды кең', language: 'kk' } },
    },
  },
  session: { path: '/t/#session', online: true, data: { lines: said }, whole: true },
  qr: { path: '/t/#session', online: true, data: { lines: said }, whole: true, act: (page) => page.click('.choices button >> nth=1').then(() => page.waitForSelector('.qr svg')) },
  'session-reading': aboutSession({ before: [camera, ''], act: (page) => page.click('.choices button >> nth=2').then(() => page.waitForSelector('.scanner')) }),
  'session-no-camera': aboutSession({ before: [camera, null], act: (page) => page.click('.choices button >> nth=2').then(() => page.waitForSelector('[role=alert]:not(:empty)')) }),
  'session-long': aboutSession({ data: { lines: said, facts: { context: verbose } }, context: verbose }),
  'import-damaged': aboutSession({ act: picked('copy.json', '{"format":"shanyraq-session"', '.note') }),
  'import-other': aboutSession({ act: picked('copy.json', copy('other', here), '.note') }),
  'import-done': aboutSession({ act: picked('copy.json', copy('f', here), '.note') }),
  handover: aboutSession({ answers: { pairings: { code: 'K73F92QX', url: 'https://forum.kz/t/#pair=K73F92QX', expires_at: '2026-06-01T12:30:00Z' } }, act: pressed(0, '.handover-code svg') }),
  'handover-offline': aboutSession({ online: false, act: pressed(0, '.trouble:not(:empty)') }),
  'handover-refused': aboutSession({ answers: { pairings: 403 }, act: pressed(0, '.trouble:not(:empty)') }),
  'handover-sure': aboutSession({ act: pressed(1, '.note[role=group]') }),
  'handover-waiting': handing('leaving', [capture(7), capture(8)]),
  'handover-last': handing('leaving'),
  'handover-gone': handing('gone'),
  'pin-asked': locked(0),
  'pin-wrong': { ...locked(0), act: pin('0000', '.trouble:not(:empty)') },
  'pin-wait': locked(5, Date.now() + 86_400_000), // a clock set forward never shortens the wait
  'pin-set': aboutSession({ before: [() => (StorageManager.prototype.persisted = async () => true)], act: pin('2468', 'form [role=status]:not(:empty)') }),
  'pin-short': aboutSession({ act: pin('12', 'form [role=status]:not(:empty)') }),
  'photos-full': { path: '/t/#photos', ready: '.view', data: { lines: said }, act: (page) => page.evaluate(fill).then(() => unsaved(page)) },
  'photos-damaged': { path: '/t/#photos', ready: '.view', data: { lines: said }, act: picked('1.png', 'no picture', '.photos [role=alert]:not(:empty)') },
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
