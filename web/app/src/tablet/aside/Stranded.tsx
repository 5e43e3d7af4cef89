import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import type { Store } from '../store/db.ts'
import { owed } from '../lines/owed.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { useAside } from './words.ts'
import './aside.css'

/** What a forum does not take from this tablet: how much, why, and what frees it. */
export default function Stranded() {
  const { store } = useTools()
  const { t } = useAside()
  const { language } = useSpeech()
  const all = useLive(() => stranded(store), [store]) ?? []
  return all.map(({ forum, title, count, code, detail }) => (
    <div key={forum} className="stranded" role="group">
      <p>
        <b>{read(title, language) ? t('stranded.of', { count, forum: read(title, language) }) : t('stranded.some', { count })}</b>{' '}
        {reasons.includes(code) ? t(`stranded.${code}`) : detail} {t('stranded.frees')}
      </p>
      <div className="choices">
        <a className="button quiet" href="#pair">
          {t('stranded.code')}
        </a>
        <a className="button quiet" href="#session">
          {t('stranded.copy')}
        </a>
      </div>
    </div>
  ))
}

const reasons = ['device_revoked', 'role_required']

async function stranded(store: Store) {
  const [{ stranded }, refusals = {}, keys = {}, context] = await Promise.all([owed(store), store.fact('refusals'), store.fact('keys'), store.fact('context')])
  return [...stranded].map(([forum, count]) => ({ forum, count, title: forum === context?.forum.id ? context.forum.title : keys[forum]?.forum, ...refusals[forum]! }))
}
