import { type ReactNode, useMemo } from 'react'
import { NGOKind, OrganisationKind } from '../../core/contract/enums.ts'
import type { Organisation } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { organisations } from '../lists/nouns.ts'
import { Listed } from '../lists/Listed.tsx'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace, useSought } from '../shell/address.ts'
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
import { house, useRegions } from './organisations.ts'
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
  const unfinished = useUnfinished('organisation/new')
  const regions = useRegions().data ?? []
  const filter = useMemo(() => ({ q, kind, ngo_kind, region, order: language }), [q, kind, ngo_kind, region, language])
  const list = useList(organisations, house, filter, place)
  const narrowed = Boolean(q || kind || ngo_kind || region)

  return (
    <>
      <PageTitle>{t('organisations.title')}</PageTitle>
      <div className="actions">
        {organiser && <button className="button primary" aria-expanded={Boolean(adding)} onClick={() => add('new')}>{t('organisations.add')}{unfinished && !adding && <Unfinished />}</button>}
        {keeper && <Export filter={filter} />}
      </div>
      {adding && <OrganisationForm onDone={() => add(undefined)} />}
      {organiser && <ImportOrganisations />}
      {keeper && <ChangeProposals />}
      {keeper && <Duplicates />}
      <div className="filters">
        <Search label={t('organisations.search')} value={typed} onChange={type} />
        <Choice label={t('organisations.kindOf')} value={kind} all={t('organisations.allKinds')} onChange={(kind) => set({ kind, ngo_kind: kind === 'ngo' || !kind ? ngo_kind : undefined })}>
          {OrganisationKind.map((one) => <option key={one} value={one}>{t(`organisations.kind.${one}`)}</option>)}
        </Choice>
        {(kind === 'ngo' || !kind) && (
          <Choice label={t('organisations.ngoKindOf')} value={ngo_kind} all={t('organisations.allNgoKinds')} onChange={(ngo_kind) => set({ ngo_kind })}>
            {NGOKind.map((one) => <option key={one} value={one}>{t(`organisations.ngoKind.${one}`)}</option>)}
          </Choice>
        )}
        <Choice label={t('organisations.region')} value={region} all={t('organisations.allRegions')} onChange={(region) => set({ region })}>
          {regions.map(({ code, name }) => <option key={code} value={code}>{read(name, language)}</option>)}
        </Choice>
        {list.part && <p className="soft" role="status">{t('organisations.count', { count: list.part.total })}</p>}
      </div>
      <Listed list={list} className="rows organisations" rowHeight={84} empty={t(narrowed ? 'organisations.nothingFound' : 'organisations.empty')} place={place} onPlace={notePlace}>
        {(one: Organisation) => <OrganisationRow organisation={one} />}
      </Listed>
    </>
  )
}

function Choice({ label, value, all, onChange, children }: { label: string; value: string; all: string; onChange: (value: string) => void; children: ReactNode }) {
  return (
    <label>
      <span className="visually-hidden">{label}</span>
      <select className="field" value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{all}</option>
        {children}
      </select>
    </label>
  )
}
