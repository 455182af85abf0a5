import { useLocation } from '@tanstack/react-router'
import { CalendarX2 } from 'lucide-react'

import type { ShownLink } from '../contract/link.ts'
import { accountNames, needsRelinking } from './link-words.ts'
import { RelinkButton } from './RelinkButton.tsx'
import { RelinkWindowNote } from './RelinkWindowNote.tsx'
import { useCalendars } from './use-calendars.ts'

/** At the top of every page: the accounts that are to be linked anew, each with the one button for it. */
export function LinkBanners() {
  const { calendars } = useCalendars()
  const { pathname } = useLocation()
  const asking = (calendars?.links ?? []).filter((link) => needsRelinking(link) || link.relinkWindow !== null)
  if (asking.length === 0 || isAsked(pathname)) return null
  return (
    <section
      aria-label="Calendars to relink"
      className="max-h-[40dvh] divide-y divide-line overflow-y-auto border-b border-line"
    >
      {asking.map((link) => (
        <LinkBanner key={link.id} link={link} />
      ))}
    </section>
  )
}

// Pages on which one is about to relink already.
function isAsked(pathname: string): boolean {
  return pathname.startsWith('/calendars/confirm/') || pathname === '/settings/calendars'
}

function LinkBanner({ link }: { link: ShownLink }) {
  const { provider, shownAs, trouble, relinkWindow } = link
  return (
    <div className="flex items-start gap-3 bg-time-soft px-4 py-2">
      <CalendarX2 aria-hidden="true" className="mt-1.5 size-5 shrink-0 text-time" strokeWidth={1.75} />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60 py-1">
          {relinkWindow ? <RelinkWindowNote window={relinkWindow} /> : <p>{trouble?.sentence}</p>}
          <p className="text-sm break-words text-muted">
            {accountNames[provider]} · {shownAs}
          </p>
        </div>
        <RelinkButton link={link} size="small" />
      </div>
    </div>
  )
}
