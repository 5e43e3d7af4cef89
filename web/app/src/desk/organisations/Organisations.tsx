import { useMemo } from 'react'
import { NGOKind, OrganisationKind } from '../../core/contract/enums.ts'
import type { Organisation } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useRegions } from '../forum/regions.ts'
import { organisations } from '../lists/nouns.ts'
import { Listed } from '../lists/Listed.tsx'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace, useSought } from '../shell/address.ts'
import { Choice } from '../shell/Choice.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { Unfinished } from '../shell/Unfinished.tsx'
import { useOpenForm, useUnfinished } from '../shell/useDraft.ts'
import { forumsOf, keepsRegister } from '../staff.ts'
import { ChangeProposals } from './ChangeProposals.tsx'
import { Duplicates } from './Duplicates.tsx'
import { Export } from './Export.tsx'
import { ImportOrganisations } from './ImportOrganisations.tsx'
import { OrganisationForm } from './OrganisationForm.tsx'
import { OrganisationRow } from './OrganisationRow.tsx'
import { house } from './organisations.ts'
import './organisations.css'

/** The register of the installation: who takes part and who is asked to act, thousands of them. */
export function Organisations() {
  const { t, language } = useSpeech()
  const account = useAccount()
  const organiser = forumsOf(account, 'organiser').length > 0
  const keeper = keepsRegister(account)
  const [{ kind = '', ngo_kind = '', region = '' }, set] = useAddress()
  const [typed, type, q] = useSought()
  const [place, notePlace] = usePlace()
  const [adding, add] = useOpenForm('organisation', ['new'])
  const unfinished = useUnfinished('organisation/new') && !adding
  const regions = useRegions().data ?? []
  const filter = useMemo(() => ({ q, kind, ngo_kind, region, order: language }), [q, kind, ngo_kind, region, language])
  const list = useList(organisations, house, filter, place)
  const narrowed = Boolean(q || kind || ngo_kind || region)

  return (
    <>
      <PageTitle>{t('organisations.title')}</PageTitle>
      <div className="actions">
        {organiser && <button className="button primary" aria-expanded={Boolean(adding)} onClick={() => add('new')}>{t('organisations.add')}{unfinished && <Unfinished />}</button>}
        {keeper && <Export filter={filter} />}
      </div>
      {adding && <OrganisationForm onDone={() => add(undefined)} />}
      {organiser && <ImportOrganisations />}
      {keeper && <ChangeProposals />}
      {keeper && <Duplicates />}
      <div className="filters">
        <Search label={t('organisations.search')} value={typed} onChange={type} />
        <Choice label={t('organisations.kindOf')} value={kind} options={[['', t('organisations.allKinds')], ...OrganisationKind.map((one) => [one, t(`organisations.kind.${one}`)] as const)]}
          onChange={(kind) => set({ kind, ngo_kind: kind === 'ngo' || !kind ? ngo_kind : undefined })} />
        {(kind === 'ngo' || !kind) && (
          <Choice label={t('organisations.ngoKindOf')} value={ngo_kind} options={[['', t('organisations.allNgoKinds')], ...NGOKind.map((one) => [one, t(`organisations.ngoKind.${one}`)] as const)]} onChange={(ngo_kind) => set({ ngo_kind })} />
        )}
        <Choice label={t('organisations.region')} value={region} options={[['', t('organisations.allRegions')], ...regions.map(({ code, name }) => [code, read(name, language)] as const)]} onChange={(region) => set({ region })} />
        {list.part && <p className="soft" role="status">{t('organisations.count', { count: list.part.total })}</p>}
      </div>
      <Listed list={list} className="rows organisations" rowHeight={84} empty={t(narrowed ? 'organisations.nothingFound' : 'organisations.empty')} place={place} onPlace={notePlace}>
        {(one: Organisation) => <OrganisationRow organisation={one} />}
      </Listed>
    </>
  )
}
