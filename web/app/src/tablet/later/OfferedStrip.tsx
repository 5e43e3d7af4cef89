import { useSpeech } from '../../ui/language.tsx'
import type { ViewProps } from '../noun.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { offered } from './offered.ts'

/** Another yurt offers lines to this one. */
export default function OfferedStrip({ context }: ViewProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const session = context.session.id
  const count = useLive(() => offered(store, session), [store, session])
  if (!count) return null
  return (
    <div className="strip">
      <p role="status">{t('offered', { count })}</p>
      <a className="button" href="#later">
        {t('look')}
      </a>
    </div>
  )
}
