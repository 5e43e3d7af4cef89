import { lazy, Suspense, useState } from 'react'
import { readBadge } from '../../core/badge.ts'
import { read } from '../../core/i18n.ts'
import { finds, fold } from '../../core/text.ts'
import { hasCamera } from '../pairing/camera.ts'
import { attribute } from '../lines/attribute.ts'
import { agree, showBadge, turnOf } from './people.ts'
import type { ConsentText, Person } from './types.ts'
import type { Line } from '../lines/types.ts'
import type { Round } from '../place/types.ts'
import { authorOf } from '../lines/verbs.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { nameOf } from './names.ts'
import { useAside } from '../aside/words.ts'
import '../aside/aside.css'

const Scanner = lazy(() => import('../pairing/Scanner.tsx'))
const many = 12

interface Props {
  /** The line whose words they are; without one, all lines from now on are meant. */
  line?: Line
  /** Who speaks now: a participant's id, '' = nobody in particular. */
  speaker?: string
  /** Opened by the step and by nobody's hand: the field keeps the focus. */
  byItself?: boolean
  close: (chosen?: boolean) => void
  /** With these the panel also keeps the turns of the round. */
  turns?: { lines: readonly Line[]; round: Round | undefined }
}

/** Who is speaking: nobody in particular, somebody of this yurt, or whoever shows a badge. Never asked, only offered. */
export default function SpeakerPanel({ line, speaker = '', byItself, close, turns }: Props) {
  const { store, speaker: now } = useTools()
  const { t, language } = useAside()
  const [typed, setTyped] = useState('')
  const [scanning, scan] = useState(false)
  const [wrong, setWrong] = useState(false)
  const unsorted = useLive(() => store.people.toArray(), [store]) ?? []
  const passed = useLive(() => store.fact('passes'), [store])
  const consent = useLive(() => store.fact('consent'), [store])
  const [asked, ask] = useState<Person>()
  const chosen = line ? authorOf(line) : speaker
  const sorting = new Intl.Collator(language)
  const people = unsorted.toSorted((a, b) => sorting.compare(a.name, b.name) || a.id.localeCompare(b.id))
  const roundId = turns?.round?.id ?? ''
  const passes = passed?.round_id === roundId ? passed.passed : {}
  const turn = turns && turnOf(people, turns.lines, turns.round, passes)
  const found = people.filter((person) => finds(fold(nameOf(person, t)), typed))
  const waits = new Set(turn?.waiting.map(({ id }) => id))
  const groups = turn && waits.size < people.length ? [found.filter(({ id }) => waits.has(id)), found.filter(({ id }) => !waits.has(id))] : [found]

  /** Who has not agreed to be named is asked first, in the words of the forum. */
  async function choose(id: string, mayAsk = true) {
    const person = mayAsk && consent ? await store.people.get(id) : undefined
    if (person?.agreed === false) return ask(person)
    if (line) await attribute(store, line.id, id)
    else now.choose(id)
    close(true)
  }

  async function badge(code: string) {
    const id = readBadge(code)
    setWrong(!id)
    if (!id) return
    scan(false)
    await showBadge(store, id)
    await choose(id)
  }

  return (
    <section className="speaker" aria-label={t('speaker.title')} onKeyDown={(event) => {
      if (event.code !== 'Escape') return
      event.stopPropagation() // the editor around it stays open
      close()
    }}>
      <h2>{t('speaker.title')}</h2>
      {turn && people.length > 0 && <p>{t('speaker.turn', { number: turn.number, count: turn.waiting.length })}</p>}
      <div className="choices">
        <button type="button" className="button" autoFocus={!byItself} aria-pressed={!chosen} onClick={() => void choose('')}>
          {t('speaker.nobody')}
        </button>
        {hasCamera && (
          <button type="button" className="button" aria-expanded={scanning} onClick={() => scan(!scanning)}>
            {t(scanning ? 'speaker.scanStop' : 'speaker.scan')}
          </button>
        )}
        {people.length > many && <input className="field" type="search" aria-label={t('speaker.search')} placeholder={t('speaker.search')} value={typed} onChange={(event) => setTyped(event.target.value)} onKeyDown={(event) => event.code === 'Enter' && event.preventDefault()} />}
      </div>
      <button type="button" className="button quiet" onClick={() => close()}>
        {t('speaker.close')}
      </button>
      <p role="alert">{wrong && t('speaker.wrongBadge')}</p>
      {scanning && <Suspense>{<Scanner onRead={(code) => void badge(code)} />}</Suspense>}
      {asked && consent && (
        <Asked person={asked} consent={consent} agreed={async () => {
          await agree(store, asked.id, consent, language)
          await choose(asked.id, false)
        }} refused={() => void choose('')} />
      )}
      {people.length === 0 && <p>{t('speaker.nobodyHere')}</p>}
      {groups.map((group, index) => (
        <ul key={index} aria-label={groups.length > 1 ? t(index ? 'speaker.spoke' : 'speaker.waiting') : undefined}>
          {group.map((person) => (
            <PersonRow key={person.id} person={person} chosen={person.id === chosen} spoke={groups.length > 1 && index > 0} choose={choose}
              pass={turn && index === 0 ? () => void store.keep('passes', { round_id: roundId, passed: { ...passes, [person.id]: (passes[person.id] ?? 0) + 1 } }) : undefined} />
          ))}
        </ul>
      ))}
    </section>
  )
}

/** What the person is asked to agree to before a line bears the name. */
function Asked({ person, consent, agreed, refused }: { person: Person; consent: ConsentText; agreed: () => Promise<void>; refused: () => void }) {
  const { t, language } = useAside()
  const title = t('speaker.consent', { name: nameOf(person, t) })
  return (
    <div className="consent" role="group" aria-label={title}>
      <h3>{title}</h3>
      <p>{read(consent.processing, language)}</p>
      <div className="choices">
        <button type="button" className="button" autoFocus onClick={() => void agreed()}>{t('speaker.agrees')}</button>
        <button type="button" className="button" onClick={refused}>{t('speaker.refuses')}</button>
      </div>
    </div>
  )
}

function PersonRow({ person, chosen, spoke, choose, pass }: { person: Person; chosen: boolean; spoke: boolean; choose: (id: string) => Promise<void>; pass?: () => void }) {
  const { t } = useAside()
  const name = nameOf(person, t)
  return (
    <li>
      <button type="button" className="button" aria-pressed={chosen} onClick={() => void choose(person.id)}>
        {name} {spoke && <span aria-hidden="true">✓</span>}
      </button>
      {pass && (
        <button type="button" className="button quiet" onClick={pass}>
          {t('speaker.pass')} <span className="visually-hidden">{name}</span>
        </button>
      )}
    </li>
  )
}
