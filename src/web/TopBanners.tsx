import { useEffect, useRef } from 'react'

import { AnnouncementBanners } from '#announcements/ui/AnnouncementBanners.tsx'
import { LinkBanners } from '#calendars/ui/LinkBanners.tsx'

/** What stands at the top of every page: what operators have to say, and the calendars that are to be linked anew. */
export function TopBanners() {
  const banners = useReservedHeight()
  return (
    <div ref={banners}>
      <AnnouncementBanners />
      <LinkBanners />
    </div>
  )
}

// Pages that fill the window are as much shorter, so that what stands at their end stays in sight.
function useReservedHeight() {
  const banners = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const root = document.documentElement
    const element = banners.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => {
      root.style.setProperty('--announced-height', `${element.offsetHeight}px`)
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      root.style.removeProperty('--announced-height')
    }
  }, [])
  return banners
}
