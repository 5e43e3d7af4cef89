import { useSpeech } from '../../ui/language.tsx'

/** Chooses a list. The same file may be chosen again: it has been corrected meanwhile. */
export function FileField({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const { t } = useSpeech()
  return (
    <label className="button choose-file">
      {t('import.choose')}
      <input className="visually-hidden" type="file" accept=".csv,.xlsx" disabled={busy}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onFile(file)
          target.value = ''
        }} />
    </label>
  )
}
