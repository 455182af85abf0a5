import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useRouter,
} from '@tanstack/react-router'
import { RouterProvider as AriaRouterProvider } from 'react-aria-components'
import { z } from 'zod'

import { SignedInFrame } from './Frame.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { EmptyRooms } from './EmptyRooms.tsx'
import { FailedPage } from './FailedPage.tsx'
import { RoomsFrame } from './RoomsFrame.tsx'
import { SettingsFrame } from './SettingsFrame.tsx'
import { TopBanners } from './TopBanners.tsx'

const withNext = z.object({
  next: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
})
const withDay = z.object({
  day: z.string().optional().catch(undefined),
  zone: z.string().optional().catch(undefined),
  at: z.string().optional().catch(undefined),
})
// Where one comes back to from linking an account: to which flow, and what came of it.
const withLinking = z.object({
  flow: z.enum(['invite']).optional().catch(undefined),
  calendar: z.string().optional().catch(undefined),
})

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/rooms' })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: withNext,
  component: lazyRouteComponent(() => import('./pages/accounts.tsx'), 'SignIn'),
})
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: withNext,
  component: lazyRouteComponent(() => import('./pages/accounts.tsx'), 'SignUp'),
})
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  validateSearch: withNext,
  component: lazyRouteComponent(() => import('./pages/accounts.tsx'), 'ForgotPassword'),
})
const mailedLink = createRoute({
  getParentRoute: () => root,
  path: '/link/$token',
  component: lazyRouteComponent(() => import('./pages/accounts.tsx'), 'MailedLink'),
})
const enter = createRoute({
  getParentRoute: () => root,
  path: '/enter/$token',
  component: lazyRouteComponent(() => import('./pages/enter.tsx'), 'Enter'),
})

const reply = createRoute({
  getParentRoute: () => root,
  path: '/reply/$token',
  validateSearch: z.object({ say: z.enum(['accepted', 'declined']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./pages/reply.tsx'), 'Reply'),
})
const stop = createRoute({
  getParentRoute: () => root,
  path: '/stop/$token',
  component: lazyRouteComponent(() => import('./pages/stop.tsx'), 'Stop'),
})

const offering = createRoute({
  getParentRoute: () => root,
  path: '/p/$handle/$place',
  validateSearch: z.object({
    at: z.string().optional().catch(undefined),
    minutes: z.coerce.number().int().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./pages/offering.tsx'), 'Offering'),
})

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedInFrame })

const join = createRoute({
  getParentRoute: () => signedIn,
  path: '/join/$token',
  component: lazyRouteComponent(() => import('./pages/join.tsx'), 'Join'),
})

const confirmCalendar = createRoute({
  getParentRoute: () => signedIn,
  path: '/calendars/confirm/$attemptId',
  component: lazyRouteComponent(() => import('./pages/calendars.tsx'), 'ConfirmCalendar'),
})

const rooms = createRoute({ getParentRoute: () => signedIn, path: '/rooms', component: RoomsFrame })
const noRoom = createRoute({ getParentRoute: () => rooms, path: '/', component: EmptyRooms })
const room = createRoute({
  getParentRoute: () => rooms,
  path: '/$roomId',
  validateSearch: withLinking,
  component: lazyRouteComponent(() => import('./pages/room.tsx'), 'Room'),
})
const invite = createRoute({
  getParentRoute: () => room,
  path: '/invites/$inviteId',
  validateSearch: withDay,
  component: lazyRouteComponent(() => import('./pages/room.tsx'), 'Invite'),
})

const settings = createRoute({ getParentRoute: () => signedIn, path: '/settings', component: SettingsFrame })
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile' })
  },
})
const profile = createRoute({
  getParentRoute: () => settings,
  path: '/profile',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'ProfileSettings'),
})
const time = createRoute({
  getParentRoute: () => settings,
  path: '/time',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'TimeSettings'),
})
const notifications = createRoute({
  getParentRoute: () => settings,
  path: '/notifications',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'NotificationSettings'),
})
const availability = createRoute({
  getParentRoute: () => settings,
  path: '/availability',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'AvailabilityPage'),
})
const calendars = createRoute({
  getParentRoute: () => settings,
  path: '/calendars',
  validateSearch: withLinking,
  component: lazyRouteComponent(() => import('./pages/calendars.tsx'), 'Calendars'),
})
const consultations = createRoute({
  getParentRoute: () => settings,
  path: '/consultations',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'ConsultationSettings'),
})
const newOffering = createRoute({
  getParentRoute: () => settings,
  path: '/consultations/new',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'NewOffering'),
})
const oneOffering = createRoute({
  getParentRoute: () => settings,
  path: '/consultations/$offeringId',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'OneOffering'),
})
const announcements = createRoute({
  getParentRoute: () => settings,
  path: '/announcements',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'AnnouncementSettings'),
})
const waiting = createRoute({
  getParentRoute: () => settings,
  path: '/waiting',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'WaitingSettings'),
})
const unsent = createRoute({
  getParentRoute: () => settings,
  path: '/unsent',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'UnsentSettings'),
})
const relinking = createRoute({
  getParentRoute: () => settings,
  path: '/relinking',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'RelinkWindowSettings'),
})
const security = createRoute({
  getParentRoute: () => settings,
  path: '/security',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SecuritySettings'),
})

/** Every page and its address. Typed search parameters carry the chosen day and zone. */
export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signIn,
    signUp,
    forgotPassword,
    mailedLink,
    enter,
    reply,
    stop,
    offering,
    signedIn.addChildren([
      join,
      confirmCalendar,
      rooms.addChildren([noRoom, room.addChildren([invite])]),
      settings.addChildren([
        settingsHome,
        profile,
        time,
        notifications,
        availability,
        consultations,
        newOffering,
        oneOffering,
        calendars,
        security,
        announcements,
        relinking,
        waiting,
        unsent,
      ]),
    ]),
  ]),
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: FailedPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

// React Aria's links and menus go through the router, so that nothing loads the page anew.
function Root() {
  const { navigate, buildLocation } = useRouter()
  return (
    <AriaRouterProvider
      navigate={(href) => void navigate(placeOf(href))}
      useHref={(href) =>
        href.startsWith('/') && !href.startsWith('/api/') ? buildLocation(placeOf(href)).href : href
      }
    >
      <TopBanners />
      <Outlet />
    </AriaRouterProvider>
  )
}

// To the router a place within a page is no part of the path.
function placeOf(href: string): { to: string; hash?: string } {
  const [to = '', hash] = href.split('#')
  return hash === undefined ? { to } : { to, hash }
}
