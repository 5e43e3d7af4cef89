import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { LanguageChoice } from '../../ui/LanguageChoice.tsx'
import { placeName } from '../capture/Header.tsx'
import { hasCamera } from '../pairing/camera.ts'
import type { Context } from '../store/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { withTexts } from '../withTexts.tsx'
import '../plain.css'
import { exportSession, importSession, WrongCopy } from './transfer.ts'

const HandOver = lazy(() => import('../aside/HandOver.tsx'))
const QrSeries = lazy(() => import('./QrSeries.tsx'))
const QrReading = lazy(() => import('./QrReading.tsx'))

/** About the session and this tablet: the copy by file or QR, handing over, the language of the screen. */
function SessionScreen({ context }: { context: Context }) {
  const { store } = useTools()
  const { t, language } = useSpeech()
  const [part, show] = useState<'qr' | 'reading'>()
  const [said, say] = useState('')
  const device = useLive(() => store.fact('device'), [store])
  const persisted = usePersisted()

  async function bringIn(copy: unknown) {
    try {
      const added = await importSession(store, copy)
      say(added ? t('session.imported', { count: added }) : t('session.importedNone'))
    } catch (error) {
      say(t(`session.${error instanceof WrongCopy ? error.reason : 'importWrong'}`))
    }
    show(undefined)
  }

  return (
    <main className="plain">
      <header>
        <a className="button" href="#">
          ← {t('session.back')}
        </a>
        <LanguageChoice />
      </header>
      <h1>{t('session.title')}</h1>
      <dl className="facts">
        <Fact name={t('session.forum')}>{read(context.forum.title, language)}</Fact>
        <Fact name={t('session.theme')}>{read(context.theme?.title, language)}</Fact>
        <Fact name={t('session.place')}>{[placeName(context.session, t, language), read(context.session.place, language)].filter(Boolean).join(', ')}</Fact>
        <Fact name={t('session.device')}>{device?.name}</Fact>
        <Fact name={t('session.storage')}>{persisted !== undefined && t(persisted ? 'session.persisted' : 'session.notPersisted')}</Fact>
      </dl>

      <section>
        <h2>{t('session.copyTitle')}</h2>
        <p>{t('session.copyHint')}</p>
        <div className="choices">
          <button className="button" onClick={() => void exportSession(store).then(saveFile)}>
            {t('session.exportFile')}
          </button>
          <button className="button" aria-expanded={part === 'qr'} onClick={() => show(part === 'qr' ? undefined : 'qr')}>
            {t('session.exportQr')}
          </button>
          <label className="button">
            <input
              className="visually-hidden"
              type="file"
              accept="application/json,.json"
              onChange={(event) => {
                const [file] = event.target.files ?? []
                event.target.value = ''
                if (file) void file.text().then(parse).then(bringIn)
              }}
            />
            {t('session.importFile')}
          </label>
          {hasCamera && (
            <button className="button" aria-expanded={part === 'reading'} onClick={() => show(part === 'reading' ? undefined : 'reading')}>
              {t('session.importQr')}
            </button>
          )}
        </div>
        <p role="status" className={said ? 'note' : undefined}>
          {said}
        </p>
        <Suspense>
          {part === 'qr' && <QrSeries close={() => show(undefined)} />}
          {part === 'reading' && <QrReading onCopy={(copy) => void bringIn(copy)} />}
        </Suspense>
      </section>

      <section>
        <h2>{t('session.handoverTitle')}</h2>
        <Suspense>
          <HandOver />
        </Suspense>
        <a className="button" href="#pair">
          {t('session.repair')}
        </a>
      </section>
    </main>
  )
}

export default withTexts('session', SessionScreen)

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    Boolean(children) && (
      <div>
        <dt>{name}</dt>
        <dd>{children}</dd>
      </div>
    )
  )
}

function usePersisted(): boolean | undefined {
  const [persisted, setPersisted] = useState<boolean>()
  useEffect(() => void navigator.storage?.persisted?.().then(setPersisted), [])
  return persisted
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function saveFile(copy: { session_id: string }): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(copy)], { type: 'application/json' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: `shanyraq-${copy.session_id}.json` })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
