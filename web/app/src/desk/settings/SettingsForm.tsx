import { type FormEvent, useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { SettingField } from './SettingField.tsx'
import { isChanged, type Setting, startOf, useDecide } from './settings.ts'

interface Props {
  settings: readonly Setting[]
  save?: string
  always?: boolean // the button goes on even where nothing was changed
  onSaved?: () => void
}

/**
 * Some settings with one button. Each is sent alone, so that one that is refused holds up no other: it stays in its field
 * with the server's words below it. A colleague's newer value is refused, too, and then shown.
 */
export function SettingsForm({ settings, save, always, onSaved }: Props) {
  const { t, language } = useSpeech()
  const done = useDone()
  const decide = useDecide()
  const [typed, type] = useState<Readonly<Record<string, unknown>>>({})
  const [refused, refuse] = useState<Readonly<Record<string, unknown>>>({})
  const [busy, setBusy] = useState(false)
  const valueOf = (one: Setting) => (one.key in typed ? typed[one.key] : startOf(one))
  const changed = settings.filter((one) => one.key in typed && isChanged(one, typed[one.key]))
  const undecided = settings.filter((one) => one.is_set && !one.fixed_by)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    const left: Record<string, unknown> = {}
    const before: Setting[] = []
    for (const one of changed) {
      try {
        await decide(one, typed[one.key])
        before.push(one)
      } catch (refusal) {
        left[one.key] = refusal
      }
    }
    refuse(left)
    type((now) => Object.fromEntries(Object.entries(now).filter(([key]) => key in left)))
    setBusy(false)
    if (Object.keys(left).length) return
    if (before.length) tell(t('settings.saved'), before)
    onSaved?.()
  }
  /** Undoing puts back what stood before; a secret of before is known to nobody, so there is no way back to it. */
  function tell(what: string, before: readonly Setting[]) {
    const back = () => Promise.all(before.map((one) => decide({ ...one, version: one.version + 1 }, one.is_set ? one.value : null)))
    if (before.some(({ kind }) => kind === 'secret')) done(what)
    else done(what, back)
  }
  async function toDefault(one: Setting) {
    setBusy(true)
    try {
      await decide(one, null)
      type(({ [one.key]: _, ...rest }) => rest)
      tell(t('settings.defaultTaken', { title: read(one.title, language) }), [one])
    } catch (refusal) {
      refuse({ [one.key]: refusal })
    }
    setBusy(false)
  }

  return (
    <form className="card stack" onSubmit={(event) => void submit(event)}>
      {settings.map((one) => (
        <div className="stack" key={one.key} data-setting={one.key}>
          <SettingField setting={one} value={valueOf(one)} onChange={(value) => type((now) => ({ ...now, [one.key]: value }))} />
          {undecided.includes(one) && (
            <button className="button quiet to-default" type="button" disabled={busy} onClick={() => void toDefault(one)}>
              {t('settings.toDefault')} <span className="visually-hidden">{read(one.title, language)}</span>
            </button>
          )}
          <Failure error={refused[one.key]} />
        </div>
      ))}
      <div className="actions">
        <button className="button primary" disabled={busy || !(changed.length || always)}>{save ?? t('save')}</button>
      </div>
    </form>
  )
}
