import type { Organisation } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { inForce, nameOf } from '../data.ts'
import { useAccount } from '../shell/Shell.tsx'
import { Unfinished } from '../shell/Unfinished.tsx'
import { useOpenForm, useUnfinished } from '../shell/useDraft.ts'
import { useForumTime } from '../when.ts'
import { History } from './History.tsx'
import { MergeForm } from './MergeForm.tsx'
import { OrganisationForm } from './OrganisationForm.tsx'
import { mayChange, shortOf, useRegionName } from './organisations.ts'

export function OrganisationRow({ organisation }: { organisation: Organisation }) {
  const { t, language } = useSpeech()
  const own = mayChange(useAccount(), organisation)
  const today = useForumTime().today()
  const name = nameOf(organisation, today, language)
  const now = inForce(organisation, today)
  const thing = `organisation/${organisation.id}`
  const [doing, setDoing] = useOpenForm<'edit' | 'merge' | 'history'>(thing, ['edit', 'merge'])
  const edited = useUnfinished(`${thing}/edit`)
  const region = useRegionName(organisation.region)
  const activity = read(organisation.activity, language)
  const close = () => setDoing(undefined)
  const toggle = (what: typeof doing) => () => setDoing(doing === what ? undefined : what)
  return (
    <article className="row organisation">
      <div className="grow">
        <p>
          <strong>{name}</strong> {now && shortOf(now) && <span className="soft">{shortOf(now)}</span>}
        </p>
        <p className="soft">
          {[t(`organisations.kind.${organisation.kind}`), organisation.ngo_kind && t(`organisations.ngoKind.${organisation.ngo_kind}`), region, organisation.key].filter(Boolean).join(' · ')}
        </p>
        {activity && <p className="soft words">{activity}</p>}
        {organisation.names.length > 1 && <p className="soft">{t('organisations.earlierNames', { count: organisation.names.length - 1 })}</p>}
      </div>
      {!doing && (
        <div className="actions">
          <button className="button" onClick={toggle('edit')}>{t(own ? 'organisations.edit' : 'organisations.propose')} <span className="visually-hidden">{name}</span>{edited && <Unfinished />}</button>
          {own && <button className="button quiet" onClick={toggle('merge')}>{t('organisations.merge')} <span className="visually-hidden">{name}</span></button>}
          <button className="button quiet" onClick={toggle('history')}>{t('organisations.history')} <span className="visually-hidden">{name}</span></button>
        </div>
      )}
      {doing === 'edit' && <OrganisationForm organisation={organisation} onDone={close} />}
      {doing === 'merge' && <MergeForm organisation={organisation} name={name} onDone={close} />}
      {doing === 'history' && <History organisation={organisation} onClose={close} />}
    </article>
  )
}
