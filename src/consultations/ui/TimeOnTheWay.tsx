import { useQuery } from '@tanstack/react-query'

import { call } from '#kit/api.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { useSaying } from '#meetings/ui/use-saying.ts'
import { MINUTE } from '#time/instant.ts'
import { offsetLabel, zoneCity } from '#time/time-zones.ts'

import { readOffering } from '../contract.ts'
import { chosenIn, type ChosenOnTheWay } from '../way.ts'

/** Over the pages of signing in and up: which time somebody is about to book, when that is what brought them here. */
export function TimeOnTheWay({ next }: { next: string | undefined }) {
  const chosen = chosenIn(next, useNow())
  return chosen && <Chosen chosen={chosen} />
}

function Chosen({ chosen: { handle, place, at, minutes, timeZone: named } }: { chosen: ChosenOnTheWay }) {
  const preferences = usePreferences()
  const say = useSaying()
  const { data, error } = useQuery({
    queryKey: ['offering', handle, place],
    queryFn: async ({ signal }) => {
      const { offering } = await call(readOffering, { params: { handle, place }, signal })
      return offering
    },
  })
  if (error && !data) return null
  const timeZone = named ?? preferences.timeZone
  const long = minutes ?? data?.durations[0] ?? 0
  const verb = data?.answerWithinMinutes === null ? 'are booking' : 'are asking for'
  return (
    <section aria-label="Your time" className="rounded-card border border-line bg-surface-raised p-4">
      <p className="wrap-anywhere">
        {data ? `You ${verb} ${data.title} with ${data.offerer.name}` : '\u00a0'}
      </p>
      <p className="tabular font-semibold">{say.whole(at, at + long * MINUTE, timeZone)}</p>
      <p className="text-sm text-muted">
        In {zoneCity(timeZone)} ({offsetLabel(timeZone, at)})
      </p>
    </section>
  )
}
