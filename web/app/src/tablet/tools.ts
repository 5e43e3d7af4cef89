import { createContext, useContext } from 'react'
import type { Api } from '../core/api.ts'
import type { Clock } from '../core/clock.ts'
import type { Store } from './store/db.ts'
import type { Leader } from './store/leader.ts'
import type { Speaker } from './people/speaker.ts'
import type { Lines } from './lines/unwritten.ts'

/** What the screens work with. Made once in main.tsx. */
export interface Tools {
  store: Store
  api: Api
  clock: Clock
  lines: Lines
  speaker: Speaker
  leader: Leader
}

export const ToolsContext = createContext<Tools | undefined>(undefined)

export function useTools(): Tools {
  const tools = useContext(ToolsContext)
  if (!tools) throw new Error('useTools needs <ToolsContext> above it')
  return tools
}
