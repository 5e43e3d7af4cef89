import type { SessionKind } from '../../core/contract/enums.ts'
import type { NewPlanned, Theme } from '../../core/contract/sessions.d.ts'
import type { ForumTime } from '../../core/forumTime.ts'
import type { Text } from '../../core/i18n.ts'

interface Wanted {
  ids: readonly string[]
  count: number
  day: string
  from: string
  to: string
  clock: ForumTime
  kind: SessionKind
  method: string
  language: string
  firstYurt: number // 0: in no yurt
  themes: readonly Theme[] // one each, from the first again when there are more yurts
  title: Text // of one without a theme, or instead of the theme's
  place: Text
}

/** The sessions that will be made; none while day, hours or every name is missing. */
export function planned({ ids, count, day, from, to, clock, kind, method, language, firstYurt, themes, title, place }: Wanted): NewPlanned[] {
  if (!day || !from || !to || to <= from) return []
  const named = Boolean(title.kk || title.ru)
  if (!themes.length && !named) return []
  return Array.from({ length: count }, (_, i): NewPlanned => {
    const theme = themes[i % Math.max(1, themes.length)]
    return {
      id: ids[i]!, kind, theme_id: theme?.id ?? '', title: { kk: '', ru: '', ...(named ? title : theme!.title) }, place: { kk: '', ru: '', ...place },
      yurt: firstYurt && firstYurt + i, starts_at: clock.instant(`${day}T${from}`), ends_at: clock.instant(`${day}T${to}`), language, method,
    }
  })
}
