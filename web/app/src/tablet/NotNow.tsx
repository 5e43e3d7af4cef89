import { type ReactNode, useState } from 'react'
import { read } from '../core/i18n.ts'
import { useSpeech } from '../ui/language.tsx'
import type { Offer } from './noun.ts'
import type { Round } from './place/types.ts'

export function allows(round: Round | undefined, offer: Offer): boolean {
  return round?.allows?.includes(offer) ?? true
}

/**
 * Shows its children when the step offers them. Else it says why not, with a way to do it all the same, and shows what
 * there is to read: the step is an agreement of the group, and the facilitator may know better; no idea is ever lost to it.
 */
export function Offered({ round, offer, already, seen, children }: { round: Round | undefined; offer: Offer; already?: boolean; seen?: ReactNode; children: ReactNode }) {
  const { t, language } = useSpeech()
  const [anyway, setAnyway] = useState<string>()
  if (already || allows(round, offer) || anyway === round?.id) return children
  return (
    <>
      <div className="not-now">
        <p>{t(`step.not.${offer}`, { title: read(round?.title, language) || t('step.unnamed', { number: round?.number ?? 0 }) })}</p>
        <button className="button" onClick={() => setAnyway(round?.id)}>
          {t(`step.anyway.${offer}`)}
        </button>
      </div>
      {seen}
    </>
  )
}
