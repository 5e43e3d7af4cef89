import { Outlet, useParams } from '@tanstack/react-router'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useForumFacts } from '../data.ts'
import { Failure } from './Failure.tsx'
import { entriesFor } from './pages.ts'
import { PagesNav, ViewsNav } from './PagesNav.tsx'
import { useAccount } from './Shell.tsx'

/** The forum that the address names. */
export const useForum = (): string => useParams({ strict: false }).forum as string

export function ForumPage() {
  const { language } = useSpeech()
  const id = useForum()
  const forum = useForumFacts(id)
  const entries = entriesFor(useAccount(), id)
  return (
    <>
      <PagesNav forum={id} title={read(forum.data?.title, language)} entries={entries} />
      <main className="wide">
        <ViewsNav forum={id} entries={entries} />
        <Failure error={forum.error} />
        <Outlet />
      </main>
    </>
  )
}
