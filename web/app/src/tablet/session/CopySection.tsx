import { lazy, Suspense, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { hasCamera } from '../pairing/camera.ts'
import { isFull } from '../store/isFull.ts'
import { useTools } from '../tools.ts'
import { fromFile, toFile } from './file.ts'
import { type Added, exportSession, importSession, WrongCopy } from './transfer.ts'

const QrSeries = lazy(() => import('./QrSeries.tsx'))
const QrReading = lazy(() => import('./QrReading.tsx'))

/** The last resort: the whole session as a file, its words as a series of QR codes, and both back again. */
export function CopySection() {
  const { store } = useTools()
  const { t } = useSpeech()
  const [part, show] = useState<'qr' | 'reading'>()
  const [busy, setBusy] = useState<{ with: 'saving' | 'reading'; percent: number }>()
  const [said, say] = useState('')

  async function save() {
    say('')
    try {
      const copy = await exportSession(store)
      saveFile(copy.session_id, await toFile(copy, (percent) => setBusy({ with: 'saving', percent })))
      say(t('copy.saved'))
    } catch (error) {
      console.warn(error)
      say(t('copy.unsaved'))
    }
    setBusy(undefined)
  }

  async function bringIn(read: () => Promise<unknown>) {
    say('')
    try {
      say(inWords(await importSession(store, await read())))
    } catch (error) {
      console.warn(error)
      say(t(`copy.${error instanceof WrongCopy ? error.reason : isFull(error) ? 'full' : 'importWrong'}`))
    }
    setBusy(undefined)
    show(undefined)
  }

  function inWords({ left, ...added }: Added): string {
    const what = (['lines', 'photos', 'others'] as const).filter((name) => added[name]).map((name) => t(`copy.${name}`, { count: added[name] }))
    const came = what.length ? t('copy.added', { what: what.join(', ') }) : !left && t('copy.importedNone')
    return [came, left && t('copy.left')].filter(Boolean).join(' ')
  }

  return (
    <section>
      <h2>{t('copy.title')}</h2>
      <p>{t('copy.hint')}</p>
      <div className="choices">
        <button className="button" disabled={Boolean(busy)} onClick={() => void save()}>
          {t('copy.exportFile')}
        </button>
        <button className="button" aria-expanded={part === 'qr'} onClick={() => show(part === 'qr' ? undefined : 'qr')}>
          {t('copy.exportQr')}
        </button>
        <label className="button" aria-disabled={Boolean(busy)}>
          <input
            className="visually-hidden"
            type="file"
            disabled={Boolean(busy)}
            onChange={(event) => {
              const [file] = event.target.files ?? []
              event.target.value = ''
              if (file) void bringIn(() => fromFile(file, (percent) => setBusy({ with: 'reading', percent })))
            }}
          />
          {t('copy.importFile')}
        </label>
        {hasCamera && (
          <button className="button" aria-expanded={part === 'reading'} onClick={() => show(part === 'reading' ? undefined : 'reading')}>
            {t('copy.importQr')}
          </button>
        )}
      </div>
      {busy && <progress className="wide" max={100} value={busy.percent} aria-label={t(`copy.${busy.with}`)} />}
      <p role="status" className={said ? 'note' : undefined}>
        {busy ? t(`copy.${busy.with}`) : said}
      </p>
      <Suspense>
        {part === 'qr' && <QrSeries close={() => show(undefined)} />}
        {part === 'reading' && <QrReading onCopy={(copy) => void bringIn(() => Promise.resolve(copy))} />}
      </Suspense>
    </section>
  )
}

function saveFile(session: string, file: Blob): void {
  const address = URL.createObjectURL(file)
  Object.assign(document.createElement('a'), { href: address, download: `shanyraq-${session}.gz` }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
