import { Outlet, useParams } from '@tanstack/react-router'
import { Problem } from '../../core/api.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useForumFacts } from '../data.ts'
import { useForumTime } from '../when.ts'
import { DoneBar } from './Done.tsx'
import { Failure } from './Failure.tsx'
import { useKeptFocus } from './keepFocus.ts'
import { NotFound } from './NotFound.tsx'
import { entriesFor } from './pages.ts'
import { PagesNav, ViewsNav } from './PagesNav.tsx'
import { useAccount } from './Shell.tsx'
import { RehearsalStrip } from '../ready/Rehearsal.tsx'
import { may } from '../staff.ts'

/** The forum that the address names. */
export const useForum = (): string => useParams({ strict: false }).forum as string

export function ForumPage() {
  const { t, language } = useSpeech()
  const id = useForum()
  const forum = useForumFacts(id)
  useKeptFocus()
  const zone = useForumTime().says(t)
  const account = useAccount()
  const entries = entriesFor(account, id)
  if (forum.error instanceof Problem && [404, 422].includes(forum.error.status)) return <NotFound what="forum" />
  return (
    <>
      <PagesNav forum={id} title={read(forum.data?.title, language)} entries={entries} staff={may(account, id, 'organiser')} />
      <main className="wide">
        <ViewsNav forum={id} entries={entries} />
        {zone && <p className="soft zone">{zone}</p>}
        <Failure error={forum.error} />
        <RehearsalStrip forum={id} />
        <DoneBar key={id}>
          <Outlet />
        </DoneBar>
      </main>
    </>
  )
}
