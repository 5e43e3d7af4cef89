import type { TagCount } from '../../core/contract/facilitation.d.ts'
import { keyOf } from '../../core/tags.ts'
import { useSpeech } from '../../ui/language.tsx'
import { number } from '../when.ts'

interface Props {
  tags: readonly TagCount[]
  tag: string
  onTag: (tag: string) => void
}

/** How many suggestions of the forum have each tag, and the choice of one. One from the address stays in sight although nobody has it. */
export function TagCounters({ tags, tag, onTag }: Props) {
  const { t, language } = useSpeech()
  const known = tags.some((one) => keyOf(one.tag) === keyOf(tag))
  const choices = tag && !known ? [{ tag, count: 0 }, ...tags] : tags
  if (!choices.length) return null
  return (
    <ul className="themes" aria-label={t('consolidate.tags')}>
      <li>
        <button aria-pressed={!tag} onClick={() => onTag('')}>
          {t('consolidate.everyTag')}
        </button>
      </li>
      {choices.map((one) => (
        <li key={keyOf(one.tag)}>
          <button aria-pressed={keyOf(one.tag) === keyOf(tag)} onClick={() => onTag(one.tag)}>
            <span>#{one.tag}</span> <span className="count">{number(one.count, language)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
