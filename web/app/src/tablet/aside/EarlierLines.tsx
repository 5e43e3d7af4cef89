import { useState } from 'react'
import { LineRow, needsPerson } from '../capture/LineRow.tsx'
import type { Store } from '../store/db.ts'
import type { Line } from '../lines/types.ts'
import { allJobs, earlierThan } from '../lines/jobs.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { useAside } from './words.ts'

/** What this tablet still owes to sessions it served before: lines and edits on their way, and those a person must look at. */
export default function EarlierLines({ sessionId, say }: { sessionId: string; say: (text: string) => void }) {
  const { store } = useTools()
  const { t } = useAside()
  const [editing, setEditing] = useState<string>()
  const lines = useLive(() => unfinished(store, sessionId), [store, sessionId])
  if (!lines?.length) return null
  const attention = lines.filter(needsPerson).length
  return (
    <details className="earlier" key={String(attention > 0)} open={attention > 0}>
      <summary>{attention ? t('earlier.attention', { count: attention }) : t('earlier.waiting', { count: lines.length })}</summary>
      <ol aria-label={t('earlier.label')}>
        {lines.map((line, index) => (
          <LineRow key={line.id} line={line} number={index + 1} editing={editing === line.id} setEditing={setEditing} say={say} />
        ))}
      </ol>
    </details>
  )
}

async function unfinished(store: Store, sessionId: string): Promise<Line[]> {
  const lines = (await Promise.all(earlierThan(store, sessionId).map((lines) => lines.toArray()))).flat().sort((a, b) => a.pos! - b.pos!)
  if (!lines.length) return []
  const owed = new Set((await allJobs(store)).filter((job) => job.state !== 'held').map((job) => job.line_id))
  const shown = lines.filter((line) => owed.has(line.id) || needsPerson(line))
  return shown.toSorted((a, b) => Number(needsPerson(b)) - Number(needsPerson(a))) // what waits for a person stands first
}
