import { useMutation } from '@tanstack/react-query'
import { useSpeech } from '../../ui/language.tsx'
import type { Filter } from '../lists/nouns.ts'
import { Failure } from '../shell/Failure.tsx'
import { saveFile } from '../shell/saveFile.ts'
import { api } from '../staff.ts'
import { path } from './organisations.ts'

const formats = ['xlsx', 'csv'] as const

/** What the filters show, as a file that can be edited and brought in again. */
export function Export({ filter: { order: _, ...filter } }: { filter: Filter }) {
  const { t } = useSpeech()
  const save = useMutation({
    mutationFn: async (format: (typeof formats)[number]) => {
      const answer = await api.response(`${path}/list`, { query: { ...filter, format }, timeoutMs: 120_000 })
      saveFile(await answer.blob(), `${t('organisations.title')}.${format}`)
    },
  })
  return (
    <>
      {formats.map((format) => (
        <button key={format} className="button" disabled={save.isPending} onClick={() => save.mutate(format)}>{t('organisations.export', { format: format.toUpperCase() })}</button>
      ))}
      <Failure error={save.error} />
    </>
  )
}
