import type { Listener } from '../hearing.ts'
import { refreshContext } from './context.ts'
import { tellSteps } from './tellSteps.ts'

export { keepTelling } from './tellSteps.ts'

export const ready: Listener['ready'] = async (tools) => {
  await tellSteps(tools)
  await refreshContext(tools.store, tools.api, tools.clock)
}

export const heard: Listener['heard'] = ({ store, api, clock }) => refreshContext(store, api, clock)
