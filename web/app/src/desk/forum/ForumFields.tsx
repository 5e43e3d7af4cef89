import { useState } from 'react'
import type { ForumKind } from '../../core/contract/enums.ts'
import type { Forum } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { field, pair } from '../shell/Form.tsx'
import { Pair } from '../shell/Pair.tsx'
import { TimeZone } from '../shell/TimeZone.tsx'
import type { FormDraft } from '../shell/useDraft.ts'
import { home } from '../shell/zones.ts'
import { useRegions } from './regions.ts'

const kinds: readonly ForumKind[] = ['city', 'regional', 'republican']

/** What a forum is, where and when: the fields that its beginning and its settings share. */
export function ForumFields({ draft, forum }: { draft: FormDraft; forum?: Partial<Forum> }) {
  const { t, language } = useSpeech()
  const regions = useRegions().data ?? []
  const [kind, setKind] = useState(draft.value('kind', forum?.kind ?? 'city'))
  const [region, setRegion] = useState(draft.value('region', forum?.region))
  const [zone, setZone] = useState(draft.value('time_zone', forum?.time_zone ?? home))
  const [first, setFirst] = useState(draft.value('starts_on', forum?.starts_on))
  return (
    <>
      <div className="columns">
        <label>
          {t('forum.kind')}
          <select className="field" name="kind" value={kind} onChange={({ target }) => setKind(target.value)}>
            {kinds.map((one) => <option key={one} value={one}>{t(`forum.kinds.${one}`)}</option>)}
          </select>
        </label>
        {kind !== 'republican' && (
          <label>
            {t('forum.region')}
            <select className="field" name="region" required value={region} onChange={({ target }) => {
              setRegion(target.value)
              setZone(regions.find(({ code }) => code === target.value)?.time_zone ?? zone) // its clocks, unless another place is chosen
            }}>
              <option value="" disabled>{t('chooseOne')}</option>
              {regions.map(({ code, name }) => <option key={code} value={code}>{read(name, language)}</option>)}
            </select>
          </label>
        )}
      </div>
      <Pair name="title" label={t('forum.name')} value={draft.text('title', forum?.title)} rows={2} required />
      <Pair name="place" label={t('forum.place')} value={draft.text('place', forum?.place)} rows={1} />
      <div className="columns numbers">
        <label>
          {t('forum.firstDay')} <input className="field" type="date" name="starts_on" required value={first} onChange={({ target }) => setFirst(target.value)} />
        </label>
        <label>
          {t('forum.lastDay')} <input className="field" type="date" name="ends_on" min={first} defaultValue={draft.value('ends_on', forum?.ends_on)} />
        </label>
        <label>
          {t('forum.opens')} <input className="field" type="time" name="opens" required defaultValue={draft.value('opens', forum?.opens ?? '09:00')} />
        </label>
        <label>
          {t('forum.closes')} <input className="field" type="time" name="closes" required defaultValue={draft.value('closes', forum?.closes ?? '18:00')} />
        </label>
      </div>
      <TimeZone label={t('forum.zone')} name="time_zone" value={zone} onChange={setZone} />
    </>
  )
}

/** The fields as the server takes them; a forum of one day needs no second. */
export function forumOf(form: FormData) {
  const kind = field(form, 'kind') as ForumKind
  const starts_on = field(form, 'starts_on')
  return {
    kind,
    region: kind === 'republican' ? '' : field(form, 'region'),
    title: pair(form, 'title'),
    place: pair(form, 'place'),
    starts_on,
    ends_on: field(form, 'ends_on') || starts_on,
    opens: field(form, 'opens'),
    closes: field(form, 'closes'),
    time_zone: field(form, 'time_zone'),
  }
}
