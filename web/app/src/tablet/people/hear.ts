import type { Listener } from '../hearing.ts'
import { refreshPeople } from './people.ts'

export const ready: Listener['ready'] = ({ store, api }) => refreshPeople(store, api)

export const heard: Listener['heard'] = ({ store, api }) => refreshPeople(store, api)
