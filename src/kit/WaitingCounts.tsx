import { sayDay, sayTime } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { usePreferences } from './preferences.tsx'
import { useNow } from './use-now.ts'

type WaitingCount = { name: string; state: 'waiting' | 'parked'; count: number; oldest: string }

/** How many of each kind wait or were given up, and since when the oldest. */
export function WaitingCounts({ counts, none }: { counts: readonly WaitingCount[]; none: string }) {
  const reader = usePreferences()
  const now = useNow()
  if (counts.length === 0) return <p className="mt-1 text-sm text-muted">{none}</p>
  return (
    <table className="mt-2 w-full border-collapse text-sm">
      <thead>
        <tr className="border-b border-line text-left text-muted">
          <th scope="col" className="py-1.5 pr-4 font-normal">
            What
          </th>
          <th scope="col" className="py-1.5 pr-4 font-normal">
            How many
          </th>
          <th scope="col" className="py-1.5 font-normal">
            Oldest
          </th>
        </tr>
      </thead>
      <tbody>
        {counts.map(({ name, state, count, oldest }) => (
          <tr key={`${name} ${state}`} className="border-b border-line">
            <th scope="row" className="py-1.5 pr-4 text-left font-normal">
              {name}, {state === 'parked' ? 'given up' : 'waiting'}
            </th>
            <td className="pr-4 tabular-nums">{count}</td>
            <td className="tabular-nums">
              {sayDay(instantOf(oldest), reader, { now })}, {sayTime(instantOf(oldest), reader)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
