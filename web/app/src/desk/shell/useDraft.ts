import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { languages, type Text } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { type Draft, Drafts } from './drafts.ts'
import { useForum } from './ForumPage.tsx'
import { useAccount } from './Shell.tsx'

const scopes = new Map<string, Drafts>()

function useDrafts(): Drafts {
  const scope = `${useAccount().id}:${useForum()}:`
  if (!scopes.has(scope)) scopes.set(scope, new Drafts(scope, disk()))
  return scopes.get(scope)!
}

function disk(): Storage | undefined {
  try {
    return localStorage
  } catch {
    return undefined // refused altogether
  }
}

/** A thing as a form edits it. */
interface Versioned {
  version: number
}

export type FormDraft = ReturnType<typeof useDraft>

/**
 * What is typed into a form, kept until it is saved: through a vanishing card, a search, another page, Escape, a reload, the
 * session's end. `of` is what the form edits; its version when the form was opened is the one to send.
 */
export function useDraft<T extends Versioned>(thing: string, of?: T) {
  const drafts = useDrafts()
  const [epoch, setEpoch] = useState(0)
  const current = useRef(of)
  current.current = of
  const open = useCallback(() => drafts.opened(thing, { id: uuidv7(), version: current.current?.version ?? 0, seen: current.current }), [drafts, thing])
  const opening = useRef<{ epoch: number; reopened: boolean; restored: boolean }>(undefined)
  if (opening.current?.epoch !== epoch) opening.current = { epoch, reopened: !epoch && drafts.open().includes(thing), restored: Boolean(((epoch && drafts.get(thing)) || open()).values) }
  useEffect(() => drafts.mount(thing), [drafts, thing])

  return useMemo(() => {
    let saved: Draft | undefined // from here on a last render of the form keeps nothing
    const now = () => saved ?? drafts.get(thing) ?? open()
    const text = (name: string) => now().values?.[name]
    return {
      thing,
      epoch, // another one: the fields start anew
      restored: opening.current!.restored,
      reopened: opening.current!.reopened, // with its page, by nobody's hand
      get id() {
        return now().id
      },
      get version() {
        return now().version
      },
      /** What the form was opened on. */
      get seen() {
        return now().seen as T | undefined
      },
      /** The same in the version that the writer has seen last: a colleague's, where that was shown and put aside. */
      get latest() {
        return now().latest as T | undefined
      },
      value: (name: string, otherwise: string | number | undefined = '') => text(name)?.[0] ?? String(otherwise),
      ticked: (name: string, otherwise = false, value = 'on') => (now().values ? (text(name) ?? []).includes(value) : otherwise),
      text: (name: string, otherwise: Text = {}): Text => ({
        ...otherwise,
        ...Object.fromEntries(languages.flatMap((code) => (text(`${name}_${code}`) ? [[code, text(`${name}_${code}`)![0]]] : []))),
      }),
      keep: (values: Record<string, string[]> | null) => void (saved || drafts.keep(thing, values)),
      close: () => drafts.close(thing),
      drop: () => {
        saved = now()
        drafts.drop(thing)
      },
      /** Throws away what was typed; the function it returns brings it back. */
      startAnew(on?: T) {
        const before = now()
        drafts.drop(thing)
        if (on) drafts.opened(thing, { id: uuidv7(), version: on.version, seen: on })
        setEpoch((one) => one + 1)
        return () => {
          drafts.put(thing, { ...before, ...(on && { version: on.version, latest: on }), open: true })
          setEpoch((one) => one + 1)
        }
      },
      /** Of a form that stands on its page: it goes on from what is stored now, unless something is typed that waits for it. */
      follow(on: T) {
        if (!saved && !now().values && now().version !== on.version) this.startAnew(on)
      },
      rebase(on: T) {
        drafts.rebase(thing, on.version, on)
      },
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- it reads what the store holds now
  }, [drafts, thing, epoch])
}

/** A value that a form holds itself, beside its fields; it starts anew with the form. Keep it in a hidden field. */
export function useHeld<T>(draft: FormDraft, start: () => T): [T, (value: T) => void] {
  const first = useMemo(start, [draft]) // eslint-disable-line react-hooks/exhaustive-deps -- as the form was opened
  const [held, hold] = useState<{ by: FormDraft; value: T }>()
  return [held?.by === draft ? held.value : first, (value) => hold({ by: draft, value })]
}

/** Which of a thing's forms is open, if any: at first the one that was left open with words in it. */
export function useOpenForm<Kind extends string>(thing: string, kinds: readonly Kind[]) {
  const drafts = useDrafts()
  return useState<Kind | undefined>(() => kinds.find((kind) => drafts.open().includes(`${thing}/${kind}`)))
}

/** Whether words wait in a form that is closed. */
export function useUnfinished(thing: string): boolean {
  const drafts = useDrafts()
  return useSyncExternalStore(drafts.subscribe, () => Boolean(drafts.get(thing)?.values))
}

const none: readonly string[] = []

/** The ids of things that have an open form: `form` begins those forms' things, "proposal" of "proposal/<id>/reword". */
export function useOpenIds(form: string | undefined): readonly string[] {
  const drafts = useDrafts()
  const open = useSyncExternalStore(drafts.subscribe, drafts.open)
  return useMemo(() => (form ? [...new Set(open.filter((thing) => thing.startsWith(`${form}/`)).map((thing) => thing.split('/')[1]!))] : none), [open, form])
}
