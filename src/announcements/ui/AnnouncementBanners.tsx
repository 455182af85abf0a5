import { CalendarDays, Info, type LucideIcon, PartyPopper, TriangleAlert, Wrench, X } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { announce } from '#kit/announce.ts'
import { classes } from '#kit/classes.ts'
import { IconButton } from '#kit/IconButton.tsx'

import type { AnnouncementIcon } from '../announcement.ts'
import type { ShownAnnouncement } from '../contract.ts'
import { useAnnouncements } from './use-announcements.ts'
import { useClosed } from './use-closed.ts'

const icons: Record<AnnouncementIcon, LucideIcon> = {
  info: Info,
  warning: TriangleAlert,
  calendar: CalendarDays,
  wrench: Wrench,
  party: PartyPopper,
}

/** What operators have to say, at the top of every page; each can be closed, and stays closed in this browser. */
export function AnnouncementBanners() {
  const announcements = useAnnouncements()
  const { isClosed, close } = useClosed()
  const open = announcements.filter(({ id }) => !isClosed(id))
  useSpoken(open)
  if (open.length === 0) return null
  return (
    <section
      aria-label="Notices"
      className="max-h-[40dvh] divide-y divide-line overflow-y-auto border-b border-line"
    >
      {open.map((one) => (
        <Banner key={one.id} announcement={one} onClose={() => close(one.id)} />
      ))}
    </section>
  )
}

type BannerProps = { announcement: ShownAnnouncement; onClose: () => void }

function Banner({ announcement: { message, icon }, onClose }: BannerProps) {
  const Icon = icons[icon]
  const tone = icon === 'warning' ? 'bg-time-soft' : 'bg-accent-soft'
  return (
    <div className={classes('flex items-start gap-3 px-4 py-2', tone)}>
      <Icon
        aria-hidden="true"
        className={classes('mt-1.5 size-5 shrink-0', icon === 'warning' ? 'text-time' : 'text-accent')}
        strokeWidth={1.75}
      />
      <p className="min-w-0 flex-1 py-1 break-words whitespace-pre-line">{message}</p>
      <IconButton size="small" label="Close this announcement" icon={X} onPress={onClose} className="-mr-2" />
    </div>
  )
}

// Said once each, also when it arrives while one is at work on the page.
function useSpoken(open: readonly ShownAnnouncement[]): void {
  const said = useRef(new Set<string>())
  useEffect(() => {
    for (const { id, message } of open) {
      if (said.current.has(id)) continue
      said.current.add(id)
      announce(`Announcement: ${message}`)
    }
  }, [open])
}
