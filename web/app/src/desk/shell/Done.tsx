import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { Failure } from './Failure.tsx'

type Undo = () => unknown
/** Says what was done; with `undo` there is a button that really takes it back. */
type Say = (what: string, undo?: Undo) => void

const DoneContext = createContext<Say | undefined>(undefined)

export function useDone(): Say {
  const say = useContext(DoneContext)
  if (!say) throw new Error('useDone needs <DoneBar> above it: what was done would be told, and taken back, by nobody')
  return say
}

interface Told {
  what: string
  undo?: Undo
  number: number
}

/** Other bars at the foot of the window stand on this one, however many lines it has. */
function makeRoom(bar: HTMLElement | null) {
  if (!bar) return
  const { style } = document.documentElement
  const watch = new ResizeObserver(() => style.setProperty('--done-bar', `${bar.offsetHeight + 8}px`))
  watch.observe(bar)
  return () => {
    watch.disconnect()
    style.removeProperty('--done-bar')
  }
}

/**
 * One bar for the whole desk: "done · undo". It stays until the next act or until it is closed, since nobody should have to
 * hurry to mend a mistake. Ctrl+Z outside a field does the same.
 */
export function DoneBar({ children }: { children: ReactNode }) {
  const { t } = useSpeech()
  const [told, setTold] = useState<Told>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const number = useRef(0)
  const say = useCallback<Say>((what, undo) => {
    setError(undefined)
    setTold({ what, undo, number: ++number.current })
  }, [])

  async function takeBack({ undo }: Told) {
    setBusy(true)
    setError(undefined)
    try {
      await undo!()
      setTold({ what: t('done.undone'), number: ++number.current })
    } catch (refusal) {
      setError(refusal)
    } finally {
      setBusy(false)
    }
  }

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const writing = event.target instanceof Element && event.target.closest('input:not([type=checkbox], [type=radio]), textarea, select')
      if (event.code !== 'KeyZ' || !(event.ctrlKey || event.metaKey) || event.shiftKey || writing || !told?.undo || busy) return
      event.preventDefault()
      void takeBack(told)
    }
    document.addEventListener('keydown', key)
    return () => document.removeEventListener('keydown', key)
  })

  return (
    <DoneContext value={say}>
      {children}
      {told && (
        <div className="done-bar" ref={makeRoom} onKeyDown={(event) => event.code === 'Escape' && setTold(undefined)}>
          <p role="status" key={told.number}>{told.what}</p>
          {told.undo && <button className="button" title="Ctrl+Z" aria-keyshortcuts="Control+Z" disabled={busy} onClick={() => void takeBack(told)}>{t('done.undo')}</button>}
          <button className="button quiet" onClick={() => setTold(undefined)}>{t('close')}</button>
          <Failure error={error} />
        </div>
      )}
    </DoneContext>
  )
}
