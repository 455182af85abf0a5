import { LinkButton } from '#kit/LinkButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { sayDateTimeRange, sayTime } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'
import { zoneCity } from '#time/time-zones.ts'

import type { Join } from '../join.ts'

/** What the meeting is and when, in the reader's time and in the one it was meant in. */
export function MeetingHead({ join, now }: { join: Join; now: number }) {
  const preferences = usePreferences()
  const span = [instantOf(join.startsAt), instantOf(join.endsAt)] as const
  const isElsewhere = join.timeZone !== preferences.timeZone
  return (
    <header className="flex flex-wrap items-start justify-between gap-3">
      <div>
        <h1 className="text-xl font-semibold text-balance">{join.title}</h1>
        <p className="tabular mt-2 font-semibold">
          {join.isInstant
            ? `Started at ${sayTime(span[0], preferences)}`
            : `${sayDateTimeRange([...span], preferences, { now })}, your time`}
        </p>
        {isElsewhere && !join.isInstant && (
          <p className="tabular text-muted">
            {sayDateTimeRange([...span], { ...preferences, timeZone: join.timeZone }, { now })} in{' '}
            {zoneCity(join.timeZone)}
          </p>
        )}
      </div>
      <LinkButton href={`/rooms/${join.roomId}`}>To the room</LinkButton>
    </header>
  )
}
