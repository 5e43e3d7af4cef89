import { useSpeech } from '../../ui/language.tsx'
import type { Line } from '../lines/types.ts'

/** Whose words a recommendation carries. */
export function Sources({ ids, lines }: { ids: readonly string[]; lines: readonly Line[] }) {
  const { t } = useSpeech()
  if (!ids.length) return null
  return (
    <details className="sources">
      <summary>{t('report.from', { count: ids.length })}</summary>
      <ul>
        {ids.map((id) => {
          const line = lines.find((line) => line.id === id)
          return (
            <li key={id} lang={line?.language}>
              {line?.server?.number ? `№ ${line.server.number} ` : ''}
              {line?.text ?? '…'}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
