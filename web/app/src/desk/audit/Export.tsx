import { useMutation } from '@tanstack/react-query'
import { useSpeech } from '../../ui/language.tsx'
import { all } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { saveFile } from '../shell/saveFile.ts'
import { csv, type Entry, type Filter, Trail } from './entries.ts'
import { actWords, changesWords, nounWords } from './words.ts'

/** More than this is no table that anybody reads: a narrower time is asked for. */
const most = 50_000

/** What the filters let pass, as a table; it is put together here, of the pieces that the page reads. */
export function Export({ filter }: { filter: Filter }) {
  const { t } = useSpeech()
  const save = useMutation({
    mutationFn: async () => {
      const [trail, names] = [new Trail(filter, 500), new Map((await all('/api/sessions/accounts')).map(({ id, name }) => [id, name]))]
      const entries: Entry[] = []
      for (let piece = await trail.next(); piece.length || !trail.ended; piece = await trail.next()) {
        entries.push(...piece)
        if (entries.length > most) return false
      }
      const heading = ['time', 'service', 'thing', 'act', 'who', 'whoId', 'kind', 'address', 'outcome', 'code', 'changes', 'ids', 'forums'].map((name) => t(`audit.column.${name}`))
      const rows = entries.map((one) => [
        one.at, t(`audit.service.${one.service}`), nounWords(one.noun, t), actWords(one.act, t), names.get(one.by) ?? '', one.by, t(`audit.kind.${one.kind || 'nobody'}`), one.address,
        t(one.code ? 'audit.refused' : 'audit.done'), one.code, changesWords(one, t).join(', '), Object.entries(one.of).map(([name, id]) => `${name} ${id}`).join(', '), one.forum_ids.join(', '),
      ])
      saveFile(new Blob([csv([heading, ...rows])], { type: 'text/csv;charset=utf-8' }), 'audit.csv')
      return true
    },
  })
  return (
    <>
      <button className="button" disabled={save.isPending} onClick={() => save.mutate()}>{t('audit.export')}</button>
      {save.data === false && <p role="alert">{t('audit.tooMuch')}</p>}
      <Failure error={save.error} />
    </>
  )
}
