import { nameOf } from './nameOf.ts'
import { useSpeech } from '../../ui/language.tsx'
import { joinSession, takeSessionHere } from './tellSteps.ts'
import type { Round } from './types.ts'
import { useTools } from '../tools.ts'
import { useAside } from '../aside/words.ts'

/** The session has been led on elsewhere while this tablet had no network: a person chooses, nobody is moved. */
export default function Apart({ there, here }: { there: Round | undefined; here: Round }) {
  const tools = useTools()
  const speech = useSpeech()
  const { t } = useAside()
  const name = (round: Round) => nameOf(round, speech.t, speech.language)
  return (
    <div className="step-apart" role="alert">
      <p>{there ? t('apart.from', { there: name(there), here: name(here) }) : t('apart.fromNowhere', { here: name(here) })}</p>
      <button className="button primary" onClick={() => void joinSession(tools).catch(() => {})}>
        {t('apart.join')}
      </button>
      <button className="button" onClick={() => void takeSessionHere(tools).catch(() => {})}>
        {t('apart.takeHere', { here: name(here) })}
      </button>
    </div>
  )
}
