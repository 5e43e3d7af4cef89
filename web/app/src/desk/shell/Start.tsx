import { Navigate } from '@tanstack/react-router'
import { useForum } from './ForumPage.tsx'
import { startFor } from './pages.ts'
import { useAccount } from './Shell.tsx'

/** The address of a forum alone: one begins on the first page that one's roles are for. */
export function Start() {
  const forum = useForum()
  return <Navigate to={`/forums/$forum/${startFor(useAccount(), forum)}` as '/forums/$forum/consolidate'} params={{ forum }} replace />
}
