import { Banner } from '#kit/Banner.tsx'
import { useLiveState } from '#kit/live-context.tsx'

/** Says that the connection is gone, once that has lasted five seconds. */
export function OfflineBanner() {
  if (useLiveState() !== 'offline') return null
  return (
    <div className="px-4 pt-3">
      <Banner tone="time">
        You are offline. What you write is kept and sent when the connection is back.
      </Banner>
    </div>
  )
}
