import type { ReactNode } from 'react'

import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { instantOf } from '#time/instant.ts'

import type { Invite } from '../contract/invite.ts'
import { AgreementPeople } from './AgreementPeople.tsx'
import { ChosenTimes } from './ChosenTimes.tsx'
import type { OtherSide } from './other-side.ts'
import { PickerFoot } from './PickerFoot.tsx'
import { TimesPicker } from './TimesPicker.tsx'
import { ToggleTime } from './ToggleTime.tsx'
import { type Marks, useMarks } from './use-marks.ts'
import { useSaying } from './use-saying.ts'
import type { MonthOfSlots } from './use-month-of-slots.ts'
import { usePickedMonth } from './use-picked-month.ts'
import { useSlots } from './use-slots.ts'

type MarkingTimesProps = {
  invite: Invite
  agreement: NonNullable<Invite['agreement']>
  day: string | null
  onDay: (day: string | null) => void
  onDone: () => void
  other: OtherSide
  /** Zone and clock. */
  children: ReactNode
}

/** Mark every time that suits, so that one can be found for all who must agree. */
export function MarkingTimes(props: MarkingTimesProps) {
  const { invite, agreement, day, onDay, onDone, other, children } = props
  const { timeZone } = usePreferences()
  const say = useSaying()
  const picked = usePickedMonth(day, onDay, timeZone)
  const marks = useMarks(invite)
  const { id, version } = invite
  const times = useSlots({ kind: 'invite', id, version, isOpen: true }, picked.month, timeZone)
  const answerBy = instantOf(agreement.answerBy)
  const send = (starts: readonly string[]) => void marks.send(starts).then((isKept) => isKept && onDone())
  return (
    <div className="flex flex-col gap-6">
      <div>
        <p className="text-muted">
          {agreement.myPart
            ? `Mark every time that suits you, until ${say.day(answerBy)}, ${say.time(answerBy)}. Only Parley sees which; the earliest for all who must agree is booked by itself.`
            : 'Those named mark the times that suit them; the earliest for all who must agree is booked by itself.'}
        </p>
        <AgreementPeople agreement={agreement} />
      </div>
      <TimesPicker
        times={times}
        {...picked}
        other={other}
        timeZone={timeZone}
        isMine={invite.isMine}
        emptyText="Everything that was offered is taken or past."
        list={
          <MarkList
            day={day ?? ''}
            times={times}
            marks={marks}
            isReadOnly={agreement.myPart === null}
            other={other}
            timeZone={timeZone}
          />
        }
      />
      {agreement.myPart && (
        <ChosenTimes
          label="Marked times"
          starts={marks.chosen}
          onRemove={(start) => marks.toggle([start], false)}
        />
      )}
      <div className="border-t pt-4">{children}</div>
      {marks.failure && <Banner tone="bad">{marks.failure}</Banner>}
      {agreement.myPart && (
        <PickerFoot said={sayMarked(marks.chosen.length)}>
          <Button variant="quiet" isDisabled={marks.isPending} onPress={() => send([])}>
            None of these suit me
          </Button>
          <Button
            variant="primary"
            isPending={marks.isPending}
            isDisabled={marks.chosen.length === 0}
            onPress={() => send(marks.chosen)}
          >
            Send your times
          </Button>
        </PickerFoot>
      )}
    </div>
  )
}

type MarkListProps = {
  day: string
  times: MonthOfSlots
  marks: Marks
  isReadOnly: boolean
  other: OtherSide
  timeZone: string
}

function MarkList({ day, times, marks, isReadOnly, other, timeZone }: MarkListProps) {
  const starts = times.days.get(day) ?? []
  const open = starts.filter((start) => !marks.chosen.includes(start))
  if (starts.length === 0 && !times.isLoading)
    return <p className="text-muted">No times are left on this day.</p>
  return (
    <>
      {!isReadOnly && starts.length > 1 && (
        <Button
          variant="quiet"
          size="small"
          className="mb-2 -ml-2"
          onPress={() => (open.length > 0 ? marks.toggle(open, true) : marks.toggle(starts, false))}
        >
          {open.length > 0 ? 'Mark the whole day' : 'Take the whole day away'}
        </Button>
      )}
      <ul className="flex max-h-102 flex-col gap-2 overflow-y-auto p-1 narrow:max-h-none">
        {starts.map((start) => (
          <li key={start}>
            <ToggleTime
              start={start}
              isChosen={marks.chosen.includes(start)}
              onChange={(isChosen) => marks.toggle([start], isChosen)}
              isWarned={times.warned.has(start)}
              isDisabled={isReadOnly}
              other={other}
              timeZone={timeZone}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

function sayMarked(count: number): string {
  if (count === 0) return 'No time marked yet'
  return count === 1 ? 'One time marked' : `${count} times marked`
}
