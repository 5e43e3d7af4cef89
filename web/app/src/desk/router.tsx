import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Consolidate } from './consolidate/Consolidate.tsx'
import { Decide } from './decide/Decide.tsx'
import { Messages } from './messages/Messages.tsx'
import { People } from './people/People.tsx'
import { Badges } from './people/Badges.tsx'
import { Photos } from './photos/Photos.tsx'
import { Parked } from './parked/Parked.tsx'
import { Plan } from './plan/Plan.tsx'
import { Programme } from './programme/Programme.tsx'
import { SessionReports } from './reports/SessionReports.tsx'
import { Forums } from './shell/Forums.tsx'
import { parseSearch, stringifySearch } from './shell/address.ts'
import { ForumPage } from './shell/ForumPage.tsx'
import { Installation } from './shell/Installation.tsx'
import { NotFound } from './shell/NotFound.tsx'
import { Shell } from './shell/Shell.tsx'
import { Start } from './shell/Start.tsx'
import { Watch } from './watch/Watch.tsx'

/** Every page of the desk is listed here; its address can be sent to a colleague. */
const root = createRootRoute({ component: Shell, notFoundComponent: () => <NotFound /> })
const forums = createRoute({ getParentRoute: () => root, path: '/', component: Forums })
const setup = createRoute({ getParentRoute: () => root, path: '/setup', component: lazyRouteComponent(() => import('./setup/Setup.tsx')) })
const invited = createRoute({ getParentRoute: () => root, path: '/invited', component: lazyRouteComponent(() => import('./invited/Invited.tsx')) })
const installation = createRoute({ getParentRoute: () => root, id: 'installation', component: Installation })
const ofInstallation = [
  createRoute({ getParentRoute: () => installation, path: '/new', component: lazyRouteComponent(() => import('./forum/NewForum.tsx')) }),
  createRoute({ getParentRoute: () => installation, path: '/staff', component: lazyRouteComponent(() => import('./staff/Staff.tsx')) }),
  createRoute({ getParentRoute: () => installation, path: '/audit', component: lazyRouteComponent(() => import('./audit/Audit.tsx')) }),
  createRoute({ getParentRoute: () => installation, path: '/me', component: lazyRouteComponent(() => import('./me/Me.tsx')) }),
  createRoute({ getParentRoute: () => installation, path: '/settings', component: lazyRouteComponent(() => import('./settings/Settings.tsx')) }),
  createRoute({ getParentRoute: () => installation, path: '/organisations', component: lazyRouteComponent(() => import('./organisations/Organisations.tsx'), 'Organisations') }),
] as const
const forum = createRoute({ getParentRoute: () => root, path: '/forums/$forum', component: ForumPage })
const start = createRoute({ getParentRoute: () => forum, path: '/', component: Start })
const pages = [
  createRoute({ getParentRoute: () => forum, path: 'programme', component: lazyRouteComponent(() => import('./programme/Grid.tsx')) }),
  createRoute({ getParentRoute: () => forum, path: 'sessions', component: Programme }),
  createRoute({ getParentRoute: () => forum, path: 'forum', component: lazyRouteComponent(() => import('./forum/ForumSettings.tsx')) }),
  createRoute({ getParentRoute: () => forum, path: 'ready', component: lazyRouteComponent(() => import('./ready/Ready.tsx')) }),
  createRoute({ getParentRoute: () => forum, path: 'tablets', component: lazyRouteComponent(() => import('./tablets/TabletsPage.tsx')) }),
  createRoute({ getParentRoute: () => forum, path: 'reports', component: SessionReports }),
  createRoute({ getParentRoute: () => forum, path: 'parked', component: Parked }),
  createRoute({ getParentRoute: () => forum, path: 'intake', component: lazyRouteComponent(() => import('./intake/Intake.tsx'), 'Intake') }),
  createRoute({ getParentRoute: () => forum, path: 'submissions', component: lazyRouteComponent(() => import('./submissions/Submissions.tsx'), 'Submissions') }),
  createRoute({ getParentRoute: () => forum, path: 'agenda', component: lazyRouteComponent(() => import('./agenda/Agenda.tsx'), 'Agenda') }),
  createRoute({ getParentRoute: () => forum, path: 'consolidate', component: Consolidate }),
  createRoute({ getParentRoute: () => forum, path: 'decide', component: Decide }),
  createRoute({ getParentRoute: () => forum, path: 'plan', component: Plan }),
  createRoute({ getParentRoute: () => forum, path: 'people', component: People }),
  createRoute({ getParentRoute: () => forum, path: 'people/badges', component: Badges }),
  createRoute({ getParentRoute: () => forum, path: 'messages', component: Messages }),
  createRoute({ getParentRoute: () => forum, path: 'watch/$session', component: Watch }),
  createRoute({ getParentRoute: () => forum, path: 'method/$session', component: lazyRouteComponent(() => import('./method/MethodPage.tsx')) }),
  createRoute({ getParentRoute: () => forum, path: 'photos/$session', component: Photos }),
] as const

export const router = createRouter({ routeTree: root.addChildren([forums, setup, invited, installation.addChildren([...ofInstallation]), forum.addChildren([start, ...pages])]), basepath: '/desk', parseSearch, stringifySearch, notFoundMode: 'root', defaultNotFoundComponent: () => <NotFound /> })
