import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { Import } from '../people/Import.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { forumsOf } from '../staff.ts'
import { OwnerChoice, useOwnForums } from './OwnerChoice.tsx'

/** A register from a file; the forum that is chosen answers for what it brings. */
export function ImportOrganisations() {
  const { t } = useSpeech()
  const own = forumsOf(useAccount(), 'organiser')
  const mine = useOwnForums(own)
  const [chosen, choose] = useState('')
  const forum = chosen || (mine.length === 1 ? mine[0]!.id : '')
  return (
    <Import key={forum} forum={forum} kind="organisations">
      {mine.length > 1 && <OwnerChoice forums={own} value={chosen} onChange={choose} />}
      {!mine.length && <p className="note">{t('organisations.noForum')}</p>}
    </Import>
  )
}
