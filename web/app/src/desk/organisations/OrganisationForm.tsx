import { useState } from 'react'
import { NGOKind, OrganisationKind } from '../../core/contract/enums.ts'
import type { NewOrganisation, Organisation } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useRegions } from '../forum/regions.ts'
import { Area, Line } from '../shell/Area.tsx'
import { useDone } from '../shell/Done.tsx'
import { untouched } from '../shell/drafts.ts'
import { field, Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { Refused } from '../shell/Refused.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api, forumsOf } from '../staff.ts'
import { factsOf } from './facts.ts'
import { NameFields } from './NameFields.tsx'
import { mayChange, namesOf, path, useRegisterWrite } from './organisations.ts'
import { OwnerChoice } from './OwnerChoice.tsx'
import { PerhapsTheSame } from './PerhapsTheSame.tsx'

/** Enters an organisation or changes one; whose forum does not answer for it proposes the change, with a reason. */
export function OrganisationForm({ organisation, onDone }: { organisation?: Organisation; onDone: () => void }) {
  const { t, language } = useSpeech()
  const account = useAccount()
  const own = !organisation || mayChange(account, organisation)
  const draft = useDraft(organisation ? `organisation/${organisation.id}/edit` : 'organisation/new', organisation)
  const done = useDone()
  const opened = draft.seen ?? organisation
  const [kind, setKind] = useHeld(draft, () => draft.value('kind', opened?.kind ?? 'ngo') as Organisation['kind'])
  const [rows, setRows] = useHeld(draft, () => draft.value('rows', (opened?.names.map((_, i) => `n${i}`) ?? ['n0']).join()).split(','))
  const [typed, setTyped] = useState('')
  const regions = useRegions().data ?? []
  const one = `${path}/${organisation?.id}` as const
  const save = useRegisterWrite(async (body: Body) => {
    if (!organisation) return api.post(path, { id: draft.id, ...body.organisation, owner_id: body.owner })
    if (own) return api.patch(one, { version: draft.version, ...body.organisation })
    await api.post(`${one}/proposals`, { id: draft.id, change: { version: draft.version, ...body.organisation }, reason: body.reason })
    return organisation
  })
  const back = useRegisterWrite((body: NewOrganisation & { version: number }) => api.patch(one, body))
  const leave = () => (draft.close(), onDone())

  function submit(form: FormData) {
    const before = draft.latest ?? opened
    const typed: Facts = {
      kind, key: field(form, 'key'), region: field(form, 'region'), names: namesOf(form, rows, opened?.names),
      ngo_kind: (kind === 'ngo' ? field(form, 'ngo_kind') : '') as NewOrganisation['ngo_kind'], activity: { ...opened?.activity, ...pair(form, 'activity') },
    }
    const organisation = opened && before ? untouched(typed, factsIn(opened), factsIn(before)) : typed
    save.mutate({ organisation, owner: field(form, 'owner') || undefined, reason: field(form, 'reason') }, {
      onSuccess: (saved) => {
        draft.drop()
        onDone()
        const name = read(organisation.names.at(-1)?.name, language)
        const undo = before && own ? () => back.mutateAsync({ ...factsIn(before), version: saved.version }) : undefined
        done(t(own ? 'organisations.saved' : 'organisations.proposed', { name }), undo)
      },
    })
  }

  return (
    <Form draft={draft} className={organisation ? 'stack whole' : 'card stack'} label={t(organisation ? 'organisations.edit' : 'organisations.add')} onCancel={leave} onSubmit={submit}>
      {!organisation && <h2>{t('organisations.add')}</h2>}
      <input type="hidden" name="rows" value={rows.join()} />
      <div className="columns">
        <label>
          {t('organisations.kindOf')}
          <select className="field" name="kind" value={kind} onChange={({ target }) => setKind(target.value as Organisation['kind'])}>
            {OrganisationKind.map((one) => <option key={one} value={one}>{t(`organisations.kind.${one}`)}</option>)}
          </select>
        </label>
        {kind === 'ngo' && (
          <label>
            {t('organisations.ngoKindOf')}
            <select className="field" name="ngo_kind" defaultValue={draft.value('ngo_kind', opened?.ngo_kind)}>
              <option value="">{t('organisations.notSaid')}</option>
              {NGOKind.map((one) => <option key={one} value={one}>{t(`organisations.ngoKind.${one}`)}</option>)}
            </select>
          </label>
        )}
        <label>
          {t('organisations.region')}
          <select className="field" name="region" defaultValue={draft.value('region', opened?.region)} key={regions.length}>
            <option value="">{t('organisations.wholeCountry')}</option>
            {regions.map(({ code, name }) => <option key={code} value={code}>{read(name, language)}</option>)}
          </select>
        </label>
        <label>
          {t('organisations.key')}
          <Line name="key" limit={60} autoComplete="off" value={draft.value('key', opened?.key)} />
        </label>
      </div>
      <NameFields draft={draft} rows={rows} names={opened?.names ?? []} onRows={setRows} onName={organisation ? undefined : setTyped} />
      {!organisation && <PerhapsTheSame words={typed} />}
      <Pair name="activity" label={t('organisations.activity')} rows={2} value={draft.text('activity', opened?.activity)} />
      {!organisation && <OwnerChoice draft={draft} forums={forumsOf(account, 'organiser')} />}
      {!own && (
        <label>
          {t('organisations.reason')}
          <Area name="reason" rows={2} required limit={4000} value={draft.value('reason')} />
          <span className="soft">{t('organisations.proposeWhy')}</span>
        </label>
      )}
      <Refused draft={draft} error={save.error} read={() => api.get(one)} facts={(one: Organisation) => factsOf(one, t, language)} />
      <FormActions busy={save.isPending} save={own ? undefined : t('organisations.sendProposal')} onCancel={leave} />
    </Form>
  )
}

type Facts = Pick<NewOrganisation, 'kind' | 'key' | 'region' | 'names' | 'ngo_kind' | 'activity'>
const factsIn = ({ kind, key, region, names, ngo_kind, activity }: Organisation): Facts => ({ kind, key, region, names, ngo_kind: ngo_kind ?? '', activity })

interface Body {
  organisation: Facts
  owner?: string
  reason: string
}
