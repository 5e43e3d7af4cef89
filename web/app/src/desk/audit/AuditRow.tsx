import type { Forum } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import type { Entry } from './entries.ts'
import { actWords, changesWords, nounWords } from './words.ts'

interface Props {
  entry: Entry
  name: (id: string) => string | undefined
  forums: readonly Forum[]
  moment: (at: string) => string
  onBy: (id: string) => void
}

/** Things that are acts by themselves: somebody signs in or out. */
const themselves = ['sign-in', 'sign-out', 'callback', 'set-up']

export function AuditRow({ entry, name, forums, moment, onBy }: Props) {
  const { t, language } = useSpeech()
  const about = entry.of.account && entry.of.account !== entry.by ? (name(entry.of.account) ?? t('audit.someAccount')) : ''
  const where = entry.forum_ids.map((id) => read(forums.find((one) => one.id === id)?.title, language)).filter(Boolean)
  const what = [about, ...changesWords(entry, t), ...where].filter(Boolean)
  return (
    <div className="row">
      <time className="soft" dateTime={entry.at}>{moment(entry.at)}</time>
      <div className="grow">
        <strong>{nounWords(entry.noun, t)}</strong> {!themselves.includes(entry.noun) && <span>{actWords(entry.act, t)}</span>} {entry.code && <span className="pill bad">{t('audit.refused')}</span>}
        {what.length > 0 && <p className="soft">{what.join(' · ')}</p>}
        {entry.code && <p className="soft"><code>{entry.code}</code></p>}
      </div>
      <div className="by">
        {entry.by ? (
          <button className="button quiet" onClick={() => onBy(entry.by)}>{who(entry, name) ?? t(`audit.kind.${entry.kind || 'nobody'}`)}</button>
        ) : (
          <span className="soft">{t(`audit.kind.${entry.kind || 'nobody'}`)}</span>
        )}
        <span className="soft">{entry.address}</span>
      </div>
    </div>
  )
}

const who = ({ by, kind }: Entry, name: (id: string) => string | undefined) => (kind === 'staff' ? name(by) : undefined)
