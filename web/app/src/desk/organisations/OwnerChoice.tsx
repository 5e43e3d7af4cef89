import { useQuery } from '@tanstack/react-query'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all } from '../data.ts'
import type { FormDraft } from '../shell/useDraft.ts'

interface Props {
  forums: readonly string[] // in which one is an organiser; '*' for all
  draft?: FormDraft
  onChange?: (forum: string) => void
  value?: string
}

/** The forums in which somebody may enter organisations. */
export function useOwnForums(own: readonly string[]) {
  const forums = useQuery({ queryKey: ['forums'], queryFn: () => all('/api/sessions/forums') })
  return (forums.data ?? []).filter(({ id }) => own.includes('*') || own.includes(id))
}

/** Which forum answers for what is entered; who has one only is not asked. */
export function OwnerChoice({ forums, draft, value, onChange }: Props) {
  const { t, language } = useSpeech()
  const mine = useOwnForums(forums)
  const everywhere = forums.includes('*')
  if (mine.length < 2 && !everywhere) return <input type="hidden" name="owner" value={mine[0]?.id ?? ''} />
  return (
    <label className="short">
      {t('organisations.owner')}
      <select className="field" name="owner" key={mine.length} defaultValue={value ?? draft?.value('owner')} required={!everywhere || Boolean(onChange)} onChange={({ target }) => onChange?.(target.value)}>
        {everywhere && !onChange ? <option value="">{t('organisations.nobodys')}</option> : <option value="" disabled>{t('chooseOne')}</option>}
        {mine.map(({ id, title }) => <option key={id} value={id}>{read(title, language)}</option>)}
      </select>
    </label>
  )
}
