import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Catalogue, type Language, languages, namesOfThings } from './i18n.ts'

/**
 * The rules of all texts that people read: those of the screens and of the services. The words are those of the glossary.
 */
const root = new URL('../../../../', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'))
interface Said {
  readonly file: string
  readonly key: string
  readonly language: Language
  readonly text: string
}

/** The strings of a catalogue. */
function* texts(file: string, language: Language, node: unknown, key = ''): Generator<Said> {
  if (typeof node === 'string') yield { file, key, language, text: node }
  else for (const [name, value] of Object.entries(node as Catalogue)) yield* texts(file, language, value, key ? `${key}.${name}` : name)
}

const folder = 'pkg/words/languages'
const files = readdirSync(new URL(`${folder}/kk`, root), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json') && !['language.json', 'lists.json'].includes(name))
const all: readonly Said[] = files.flatMap((name) => languages.flatMap((language) => [...texts(name, language, read(`${folder}/${language}/${name}`))]))

/** Which texts break a rule; `but` are the keys where it is right, each with its reason beside it. */
const breaking = (rule: RegExp, of: readonly Language[] = languages, but = /^$/): string[] =>
  all.filter(({ language, key, text }) => of.includes(language) && !but.test(key) && rule.test(text)).map(({ file, key, language, text }) => `${file} ${key} ${language}: ${text}`)

const value = String.raw`\{\{?\.?\w+\}?\}`
const letter = String.raw`\p{L}`

test('every catalogue is read', () => {
  expect(files.length).toBeGreaterThan(20)
  expect(new Set(all.map(({ file }) => file)).size).toBe(files.length)
  expect(all.length).toBeGreaterThan(3500)
})

describe('Kazakh does not decline what is put in', () => {
  // Which ending is right depends on how the value sounds: 5-ке, 6-ға, 10-ға. An ordinal with its noun is right for all: 3-киіз үй.
  test('no ending', () => {
    const endings =
      'і?нші|ы?ншы|ші|шы|і|ы|сі|сы|ге|ға|ке|қа|не|на|де|да|те|та|нде|нда|ден|дан|тен|тан|нен|нан|ні|ны|ді|ды|ті|ты|н|нің|ның|дің|дың|тің|тың|мен|бен|пен|лік|лық|дік|дық|тік|тық|лер|лар|дер|дар|тер|тар'
    expect(breaking(new RegExp(`${value}(${letter}|[-‑]?(${endings})(?!${letter}))`, 'u'), ['kk'])).toEqual([])
  })
  test('no postposition', () => {
    const postpositions = 'дейін|дейінгі|кейін|кейінгі|соң|бұрын|қарай|бастап|бері|қарағанда|қатысты|сәйкес|үшін|туралы|арқылы|мен|бен|пен|сайын|ғана'
    expect(breaking(new RegExp(`${value}[»”]? (${postpositions})(?!${letter})`, 'u'), ['kk'], declined)).toEqual([])
  })
  test('no finite verb', () => {
    // A verb ends its clause; the accusative of a noun (№ 5 ұсынысты біріктіру) looks like one and does not.
    const verb = `${letter}+(ды|ді|ты|ті|йды|йді|ады|еді|уда|уде|[ғқ]ан жоқ|[гк]ен жоқ)(?=$|[.,:;!?)»])`
    expect(breaking(new RegExp(`${value} ${verb}`, 'u'), ['kk'])).toEqual([])
  })
})

/** The month that is put in stands in the dative already («1 желтоқсанға дейін»), and periods take a postposition (үшін). */
const declined = /^(deadline\.date|date|yearlyBy|ending|by|forYear|forMonth|forPeriod)$/

describe('words', () => {
  const word = (stems: string) => new RegExp(`(?<!${letter})(${stems})`, 'iu')
  test.each<[Language, string, string, RegExp?]>([
    // Жолы is the way of a suggestion, жолда- is to forward, «жол берілмейді» an idiom; files and fields have lines.
    ['kk', String.raw`жол(?!ы|да\p{L}| бер)`, 'what somebody said is ұсыныс; жол is a road', /^import|^not_one_line$|^file_too_long$|^repeats_line$/],
    ['kk', 'болдыр', 'undoing is күшін жою or қайтару; болдырмау is to prevent'],
    ['kk', 'көшір(?!ме)', 'moving is ауыстыру; көшіру is to copy', /^(invalid|file_unpacks)$/], // an address, a list: copied
    ['kk', 'телнұсқа|импорт|жұпта|ортақ ұсыныс', 'қайталама, файлдан енгізу, қосу, жиынтық ұсыныс'],
    ['ru', 'импорт|общ(ее|его|ему|им|ем) предложени', 'загрузка из файла, сводное предложение'],
    ['en', String.raw`\p{L}*\p{Script=Cyrillic}`, 'English letters have no Kazakh words', /^plan\.defaultTitle|^composer\.(kk|ru)$/], // names in their own language
  ])('%s: %s', (language, stems, _reason, but) => {
    expect(breaking(word(stems), [language], but)).toEqual([])
  })
  test('a session is секция, or заседание / отырыс of the programme; сессия is only panel or strategic', () => {
    expect(breaking(/(?<!панельн\p{L}+ |стратегическ\p{L}+ |панельдік |стратегиялық )сесси/iu, ['kk', 'ru'])).toEqual([])
  })
  test('no code word: roles, states, sources, zones, languages', () => {
    expect(breaking(/(?<![{.\w])[a-z]+_[a-z]+|(?<!\w)[A-Z][a-z]+\/[A-Z]|(?<!\w)(kk|ru|en)(, | or | или | немесе )/)).toEqual([])
  })
  test('Latin words in Kazakh and Russian are names that people know', () => {
    const known = 'QR|PIN|CSV|XLSX?|xls|Excel|HTML|UTF|JPEG|PNG|WebP|eOtinish|Enter|Escape|English|JSON|UUID|UTC|URI|ISO|KZ|https|SHA|CA|Android|iPhone|iPad|Safari|Windows|Mac|Keychain|Linux|Firefox|Chromium|[Ss]hanyraq|[IVX]+'
    const toProgrammers = /^(invalid_text|unsupported_media_type|want_\w+|file_missing)$/
    const examples = /^(setting_sender|setting_address|institution\.address\.reason|address_\w+|receipt_hint|mail\.\w+\.reason|settings\.choice\.\w+|setup\.address)$/ // of addresses, codes and what mail servers have
    const toOperators = /^(listen|folder|public|tls|certificate|database|flag)\.\w+$/ // at the shell, with flags and file formats
    const but = new RegExp([toProgrammers, examples, toOperators].map(({ source }) => source).join('|'))
    expect(breaking(new RegExp(`(?<![\\w{.#\\p{L}])(?!(${known})(?![A-Za-z]))[A-Za-z]{2,}(?!\\w*\\})`, 'u'), ['kk', 'ru'], but)).toEqual([])
  })
  test('one script in a word', () => {
    expect(breaking(/\p{Script=Latin}\p{Script=Cyrillic}|\p{Script=Cyrillic}\p{Script=Latin}/u)).toEqual([])
  })
})

describe('numbers', () => {
  test('a no-break space keeps № and No. beside the number', () => {
    expect(breaking(/(№|(?<!\w)No\.)(?!\u00a0|$|-)/u)).toEqual([])
  })
  test('a number that names a thing is not grouped', () => {
    const named = all.filter(({ file }) => file.startsWith('screens/'))
      .flatMap(({ key, text }) => [...text.matchAll(/(?:№|No\.|Question|Вопрос|Yurt|Юрта)\s\{\{(\w+)\}\}/g)].map(([, name]) => `${key}: ${name}`))
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((one) => !namesOfThings.has(one.split(': ')[1]!))).toEqual([])
  })
})

test('the same keys, and the same values in each', () => {
  const plural = /(_|\.)(zero|one|two|few|many|other)$/
  const values = (language: Language): Map<string, string> =>
    new Map(all.filter((said) => said.language === language).map(({ file, key, text }) =>
      [`${file} ${key.replace(plural, '')}`, [...new Set(text.match(new RegExp(value, 'g')))].sort().join(' ')]))
  const [first, ...others] = languages.map(values)
  for (const other of others) expect(other).toEqual(first)
})

describe('in the code', () => {
  const here = new URL('../', import.meta.url)
  const sources = [
    ...readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.')).map((name) => ({ name, code: readFileSync(new URL(name, here), 'utf8') })),
    ...['services/decisions/internal/register/pages.templ'].map((name) => ({ name, code: readFileSync(new URL(name, root), 'utf8') })),
  ]
  const said = String.raw`\b(?:t|p\.say)\((?:[^(){}]|\{[^{}]*\})*\)`

  test('no phrase is glued from parts: another language orders them otherwise', () => {
    // Two whole sentences may follow each other.
    const sentences = /^\{ p\.say\("no_name", nil\) \} \{ p\.say\("not_an_appeal", nil\)|marks\.dotsRule|marks\.mergeFirst|recommended\.divided|draft\.restored|photos\.removed|method\.removed|reports\.from/
    const glue = new RegExp(String.raw`\{ ?${said} ?\} ?\{(?!\.\.\.|\w+ && <[A-Z])[^}]{1,80}|\$\{${said}\} \$\{|\} \$\{${said}\}|${said} ?\+ ?['"\`t]|['"\`] ?\+ ?${said}`, 'g')
    expect(sources.flatMap(({ name, code }) => [...code.matchAll(glue)].map(([found]) => found).filter((found) => !sentences.test(found)).map((found) => `${name}: ${found}`))).toEqual([])
  })

  test('a text is a label or what is read out after a deed, not both', () => {
    const calls = /\bsay\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g
    const keys = (code: string) => [...code.matchAll(/\bt\('([\w.]+)'/g)].map(([, key]) => key!)
    const aloud = new Set(sources.flatMap(({ code }) => [...code.matchAll(calls)].flatMap(([call]) => keys(call))))
    const labels = new Set(sources.flatMap(({ code }) => keys(code.replace(calls, ''))))
    expect(aloud.size).toBeGreaterThan(20)
    // What stays on the screen as a notice of the same deed is no label.
    const notices = new Set(['photos.removed', 'report.confirmedHere'])
    expect([...aloud].filter((key) => labels.has(key) && !notices.has(key))).toEqual([])
  })
})
