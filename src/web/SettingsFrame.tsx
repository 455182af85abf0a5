import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'

const sections = [
  { to: '/settings/profile', label: 'Profile' },
  { to: '/settings/time', label: 'Time and clock' },
  { to: '/settings/notifications', label: 'Notifications' },
  { to: '/settings/availability', label: 'Availability' },
  { to: '/settings/consultations', label: 'Consultations' },
  { to: '/settings/calendars', label: 'Calendars' },
  { to: '/settings/security', label: 'Sign-in' },
  { to: '/settings/waiting', label: 'What waits' },
] as const
const forOperators = [
  { to: '/settings/announcements', label: 'Announcements' },
  { to: '/settings/relinking', label: 'Relink windows' },
  { to: '/settings/unsent', label: 'All that waits' },
] as const

/** Settings: the sections at the side, or above on a phone. */
export function SettingsFrame() {
  const list = useRef<HTMLUListElement>(null)
  const { pathname } = useLocation()
  const { me } = useMe()
  // On a phone the sections are one row, wider than the screen.
  useEffect(() => {
    list.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])
  return (
    <div className="mx-auto flex min-h-page max-w-[880px] has-data-broad-page:max-w-[1280px] gap-8 px-6 py-8 narrow:flex-col narrow:gap-4 narrow:px-4 narrow:py-4">
      <nav aria-label="Settings" className="shrink-0 wide:w-[200px]">
        <Link
          to="/rooms"
          className="control -ml-2 inline-flex items-center gap-2 rounded-card px-2 text-muted hover:bg-hover"
        >
          <ArrowLeft size={16} aria-hidden />
          Rooms
        </Link>
        <ul
          ref={list}
          className="mt-2 flex flex-col gap-1 narrow:flex-row narrow:overflow-x-auto narrow:pb-1"
        >
          {[...sections, ...(me?.isOperator ? forOperators : [])].map(({ to, label }) => (
            <li key={to}>
              <Link
                to={to}
                className="control flex items-center whitespace-nowrap rounded-card px-3 hover:bg-hover"
                activeProps={{ className: 'bg-selected font-semibold', 'aria-current': 'page' }}
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main className="min-w-0 flex-1">
        <Outlet />
      </main>
    </div>
  )
}
