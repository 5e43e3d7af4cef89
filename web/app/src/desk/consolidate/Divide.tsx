import { useState } from 'react'
import type { ProposalView } from '../../core/contract/decisions.d.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'

interface Props {
  forum: string
  proposal: ProposalView
  suggestions: readonly string[] // which of its lines are about two matters
  onDone?: () => void
}

/** Makes a second proposal of lines that stay in this one as well. Merging it back undoes that. */
export function Divide({ forum, proposal, suggestions, onDone }: Props) {
  const { t } = useSpeech()
  const [made, setMade] = useState<ProposalView>()
  const [id, setId] = useState(uuidv7) // asking again after a lost answer divides once
  const proposals = `${at.decisions(forum)}/proposals` as const
  const divide = useWrite(forum, () => api.post(`${proposals}/${proposal.id}/split`, { id, suggestion_ids: suggestions, stay: true }), (_, made) => changed('proposals', proposal.id, made?.id))
  const undo = useWrite(forum, (one: ProposalView) => api.post(`${proposals}/${one.id}/merge`, { into: proposal.id }), (one) => changed('proposals', proposal.id, one.id))
  return (
    <>
      <Failure error={divide.error ?? undo.error} />
      {made ? (
        <span role="status">
          {t('recommended.divided', { number: made.number })}{' '}
          <button className="button" disabled={undo.isPending} onClick={() => undo.mutate(made, { onSuccess: () => setMade(undefined) })}>{t('recommended.undo')}</button>
        </span>
      ) : (
        <button className="button" disabled={divide.isPending}
          onClick={() => divide.mutate(undefined, { onSuccess: (one) => (setMade(one), setId(uuidv7()), onDone?.()) })}>
          {t('recommended.divide')}
        </button>
      )}
    </>
  )
}
