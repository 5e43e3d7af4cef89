import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { LanguageChoice } from '../../ui/LanguageChoice.tsx'
import { placeName } from '../capture/Header.tsx'
import type { Context } from '../place/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { withTexts } from '../withTexts.tsx'
import '../plain.css'
import { CopySection } from './CopySection.tsx'

const HandOver = lazy(() => import('./HandOver.tsx'))

/** About the session and this tablet: its copy by file or QR, handing over, the language of the screen. */
function SessionScreen({ context }: { context: Context }) {
  const { store } = useTools()
  const { t, language } = useSpeech()
  const device = useLive(() => store.fact('device'), [store])
  const persisted = usePersisted()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])

  return (
    <main className="plain">
      <header>
        <a className="button" href="#">
          ← {t('session.back')}
        </a>
        <LanguageChoice />
      </header>
      <h1 ref={heading} tabIndex={-1}>{t('session.title')}</h1>
      <dl className="facts">
        <Fact name={t('session.forum')}>{read(context.forum.title, language)}</Fact>
        <Fact name={t('session.theme')}>{read(context.theme?.title, language)}</Fact>
        <Fact name={t('session.place')}>{[placeName(context.session, t, language), read(context.session.place, language)].filter(Boolean).join(', ')}</Fact>
        <Fact name={t('session.device')}>{device?.name}</Fact>
        <Fact name={t('session.storage')}>{persisted !== undefined && t(persisted ? 'session.persisted' : 'session.notPersisted')}</Fact>
      </dl>

      <CopySection />

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
