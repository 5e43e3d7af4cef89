import { useEffect, useRef, useState } from 'react'
import { about, official } from '../../core/languages.ts'
import type { SpokenLanguage } from '../lines/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { useAside } from './words.ts'
import './aside.css'

/** The part of the Web Speech API that is used; browsers differ in its name only. */
interface Recognition {
  lang: string
  continuous: boolean
  interimResults: boolean
  onresult: (event: { resultIndex: number; results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> }) => void
  onerror: (event: { error: string }) => void
  onend: () => void
  start(): void
  abort(): void
}
type Maker = new () => Recognition

interface Props {
  language: SpokenLanguage
  /** Puts words into the field; a person reads and sends them. */
  insert: (words: string) => void
  close: () => void
}

/**
 * Voice into the field, where the browser can. Many browsers send the voice to their maker to be recognised, so it is
 * off until the facilitator has read that and agreed, once for this session's tablet.
 */
export default function Dictation({ language, insert, close }: Props) {
  const { store } = useTools()
  const { t } = useAside()
  const agreed = useLive(async () => Boolean(await store.fact('dictation')), [store])
  if (agreed === undefined) return null
  return (
    <section className="dictation" aria-label={t('dictation.title')} onKeyDown={(event) => event.code === 'Escape' && close()}>
      {agreed ? (
        <Listening language={language} insert={insert} />
      ) : (
        <>
          <p>{t('dictation.privacy')}</p>
          <button type="button" className="button" autoFocus onClick={() => void store.keep('dictation', true)}>
            {t('dictation.agree')}
          </button>
        </>
      )}
      <button type="button" className="button quiet" onClick={close}>
        {t(agreed ? 'dictation.stop' : 'dictation.no')}
      </button>
    </section>
  )
}

function Listening({ language, insert }: Pick<Props, 'language' | 'insert'>) {
  const { t } = useAside()
  const [heard, hear] = useState('')
  const [failed, setFailed] = useState<'refused' | 'noNetwork' | 'broken'>()
  const put = useRef(insert)
  put.current = insert

  useEffect(() => {
    const names = window as unknown as { SpeechRecognition?: Maker; webkitSpeechRecognition?: Maker }
    const recognition = new (names.SpeechRecognition ?? names.webkitSpeechRecognition)!()
    let stopped = false
    recognition.lang = about(language === 'mixed' ? official[0] : language).speech ?? language
    recognition.continuous = recognition.interimResults = true
    recognition.onresult = ({ resultIndex, results }) => {
      let open = ''
      for (let i = resultIndex; i < results.length; i++) {
        const words = results[i]![0]!.transcript.trim()
        if (results[i]!.isFinal) put.current(words)
        else open += `${words} `
      }
      hear(open.trim())
    }
    recognition.onerror = ({ error }) => {
      if (error === 'no-speech' || error === 'aborted') return // a pause is no fault
      stopped = true
      setFailed(error === 'not-allowed' || error === 'service-not-allowed' ? 'refused' : error === 'network' ? 'noNetwork' : 'broken')
    }
    recognition.onend = () => {
      if (!stopped) recognition.start() // browsers stop by themselves after a while
    }
    recognition.start()
    return () => {
      stopped = true
      recognition.abort()
    }
  }, [language])

  return (
    <p role="status">
      {failed ? t(`dictation.${failed}`) : t('dictation.listening')} <span lang={language}>{heard}</span>
    </p>
  )
}
