import { useMemo, useState } from 'react'
import { StaffRole } from '../../core/contract/enums.ts'
import type { Link } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Listed } from '../lists/Listed.tsx'
import { accounts } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace, useSought } from '../shell/address.ts'
import { Choice } from '../shell/Choice.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { Unfinished } from '../shell/Unfinished.tsx'
import { useOpenForm, useUnfinished } from '../shell/useDraft.ts'
import { organises } from '../staff.ts'
import { number } from '../when.ts'
import { AccountRow } from './AccountRow.tsx'
import { InviteForm } from './InviteForm.tsx'
import { Links } from './Links.tsx'
import { type Given, organisedBy, useForums } from './roles.ts'
import { Sheet } from './Sheet.tsx'
import './staff.css'

/** The staff: who works here, and the links by which others join. */
export default function Staff() {
  const { t } = useSpeech()
  const account = useAccount()
  if (!organises(account)) return <><PageTitle>{t('staff.title')}</PageTitle><p className="note">{t('staff.forOrganisers')}</p></>
  return <List />
}

function List() {
  const { t, language } = useSpeech()
  const account = useAccount()
  const [{ forum = '', role = '', disabled = '' }, set] = useAddress()
  const [typed, type, q] = useSought()
  const [place, notePlace] = usePlace()
  const [inviting, invite] = useOpenForm('invite', ['new'])
  const unfinished = useUnfinished('invite/new')
  const [made, setMade] = useState<readonly Link[]>([])
  const forums = organisedBy(account, useForums().data ?? [])
  const list = useList(accounts, '', useMemo(() => ({ q, forum: forum || undefined, role: role || undefined, disabled: disabled || undefined }), [q, forum, role, disabled]), place)
  const start: Given = { forum: forum || forums[0]?.id || '*', session: '', role: 'facilitator' }
  const filtered = q || forum || role || disabled
  return (
    <>
      <PageTitle beside={list.part && <span className="soft" role="status">{t('staff.count', { count: list.part.total, shown: number(list.part.total, language) })}</span>}>{t('staff.title')}</PageTitle>
      {made.length > 0 && <Sheet links={made} onClose={() => setMade([])} />}
      {inviting ? (
        <InviteForm start={start} onMade={(links) => (setMade(links), invite(undefined))} onCancel={() => invite(undefined)} />
      ) : (
        <div className="actions">
          <button className="button primary" onClick={() => invite('new')}>{t('staff.invite')}{unfinished && <Unfinished />}</button>
        </div>
      )}
      <Links onMade={setMade} />
      <div className="filters">
        <Search label={t('staff.search')} value={typed} onChange={type} />
        <Choice label={t('staff.ofForum')} value={forum} options={[['', t('staff.anyForum')], ...forums.map(({ id, title }) => [id, read(title, language)] as const)]} onChange={(value) => set({ forum: value })} />
        <Choice label={t('staff.ofRole')} value={role} options={[['', t('staff.anyRole')], ...StaffRole.map((one) => [one, t(`staffRole.${one}`)] as const)]} onChange={(value) => set({ role: value })} />
        <Choice label={t('staff.state')} value={disabled} options={[['', t('staff.onAndOff')], ['no', t('staff.on')], ['yes', t('staff.off')]]} onChange={(value) => set({ disabled: value })} />
      </div>
      <Listed list={list} className="rows staff" rowHeight={96} empty={t(filtered ? 'staff.nobodyFound' : 'staff.empty')} place={place} onPlace={notePlace}>
        {(one) => <AccountRow account={one} start={start} onMade={setMade} />}
      </Listed>
    </>
  )
}
