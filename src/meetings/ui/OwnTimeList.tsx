import { useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { instantOf, MINUTE } from '#time/instant.ts'

import { isOddHour } from '../suggestion.ts'
import type { OtherSide } from './other-side.ts'
import { dateOf } from './picker.ts'
import { ToggleTime } from './ToggleTime.tsx'
import type { MonthOfOwnTimes } from './use-own-times.ts'
import { useSaying } from './use-saying.ts'

type OwnTimeListProps = {
  day: string
  times: MonthOfOwnTimes
  durationMinutes: number
  chosen: readonly string[]
  /** No more can be chosen. */
  isFull: boolean
  onToggle: (start: string, isChosen: boolean) => void
  other: OtherSide
  timeZone: string
}

type Row = { kind: 'free' | 'theirs' | 'mine'; start: string; last: string }

/** The half hours of one day: those free for both to choose from, the others folded to a line that says whose they are not. */
export function OwnTimeList(props: OwnTimeListProps) {
  const { day, times, durationMinutes, chosen, isFull, onToggle, other, timeZone } = props
  const say = useSaying()
  const [showsAll, setShowsAll] = useState(false)
  const rows = rowsOf(times, day, timeZone).filter(
    ({ start }) =>
      showsAll || chosen.includes(start) || !isOddHour(instantOf(start), durationMinutes, timeZone),
  )
  const folded = fold(rows)
  return (
    <>
      <ul className="flex max-h-102 flex-col gap-2 overflow-y-auto p-1 narrow:max-h-none">
        {folded.map(({ kind, start, last }) => (
          <li key={start}>
            {kind === 'free' ? (
              <ToggleTime
                start={start}
                isChosen={chosen.includes(start)}
                onChange={(isChosen) => onToggle(start, isChosen)}
                isWarned={times.warned.has(start)}
                isDisabled={isFull && !chosen.includes(start)}
                other={other}
                timeZone={timeZone}
              />
            ) : (
              <p className="px-4 py-1 text-sm text-muted">
                <span className="tabular">
                  {say.timeRange(instantOf(start), instantOf(last) + durationMinutes * MINUTE)}
                </span>{' '}
                {kind === 'theirs' ? `${other.name} is not free` : 'You are in a meeting'}
              </p>
            )}
          </li>
        ))}
      </ul>
      {folded.length === 0 && <p className="text-muted">No times are left on this day between 7 and 21.</p>}
      <Button variant="quiet" size="small" className="mt-2" onPress={() => setShowsAll(!showsAll)}>
        {showsAll ? 'Only from 7 to 21' : 'Early and late times, too'}
      </Button>
    </>
  )
}

function rowsOf(times: MonthOfOwnTimes, day: string, timeZone: string): Row[] {
  const of = (kind: Row['kind'], starts: Iterable<string>) =>
    [...starts].map((start): Row => ({ kind, start, last: start }))
  const here = ({ start }: Row) => dateOf(start, timeZone) === day
  const taken = [...of('theirs', times.theirs), ...of('mine', times.mine)].filter(here)
  return [...of('free', times.days.get(day) ?? []), ...taken].toSorted((one, two) =>
    one.start < two.start ? -1 : 1,
  )
}

function fold(rows: readonly Row[]): Row[] {
  const folded: Row[] = []
  for (const row of rows) {
    const before = folded.at(-1)
    if (row.kind !== 'free' && before?.kind === row.kind) before.last = row.start
    else folded.push({ ...row })
  }
  return folded
}
