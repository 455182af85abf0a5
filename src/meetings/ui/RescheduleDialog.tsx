import { useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { PreferencesProvider, usePreferences } from '#kit/preferences.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { instantOf } from '#time/instant.ts'
import type { LocalDate } from '#time/wall-time.ts'

import type { Meeting } from '../contract/meeting.ts'
import { rescheduleMeeting, takeNewTime } from '../contract/moving.ts'
import { otherSideOfMeeting } from './other-side.ts'
import { dateOf, monthOf } from './picker.ts'
import { TimesPicker } from './TimesPicker.tsx'
import { TimeSummary } from './TimeSummary.tsx'
import { useMeetingChange } from './use-meeting-change.ts'
import { useSaying } from './use-saying.ts'
import { useSlots } from './use-slots.ts'
import { WordAfterwards } from './WordAfterwards.tsx'
import { ZoneAndClock } from './ZoneAndClock.tsx'

type RescheduleDialogProps = {
  meeting: Meeting
  /** Among which times: those that were offered before, or the new ones the organizer offers now. */
  among?: 'meeting' | 'new-times'
  onClose: () => void
  /** For the organizer, to whom none of the times may be right. */
  onShareAnew?: (() => void) | undefined
}

/** Moves a meeting to another free time, with an optional reason, then offers to write to the room. */
export function RescheduleDialog(props: RescheduleDialogProps) {
  const { meeting, among = 'meeting', onClose, onShareAnew } = props
  const preferences = usePreferences()
  const say = useSaying()
  const [timeZone, setTimeZone] = useState(preferences.timeZone)
  const [hourCycle, setHourCycle] = useState(preferences.hourCycle)
  // Kept here: another zone begins the choice anew, but what was typed stays.
  const [reason, setReason] = useState('')
  const [isDone, setDone] = useState(false)
  if (isDone) return <WordAfterwards roomId={meeting.roomId} title="The meeting is moved" onClose={onClose} />
  return (
    <Dialog
      title={among === 'meeting' ? 'Reschedule' : 'Choose a new time'}
      description={`Now ${say.whole(instantOf(meeting.startsAt), instantOf(meeting.endsAt))}`}
      width="wide"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      {...(onShareAnew && {
        actions: (
          <Button variant="quiet" onPress={onShareAnew}>
            Share new availability instead
          </Button>
        ),
      })}
    >
      <PreferencesProvider {...preferences} timeZone={timeZone} hourCycle={hourCycle}>
        <div className="flex flex-col gap-6">
          <Choosing
            key={timeZone}
            meeting={meeting}
            among={among}
            reason={reason}
            onReason={setReason}
            onDone={() => setDone(true)}
          />
          <div className="border-t pt-4">
            <ZoneAndClock
              timeZone={timeZone}
              onTimeZone={setTimeZone}
              hourCycle={hourCycle}
              onHourCycle={setHourCycle}
            />
          </div>
        </div>
      </PreferencesProvider>
    </Dialog>
  )
}

type ChoosingProps = {
  meeting: Meeting
  among: 'meeting' | 'new-times'
  reason: string
  onReason: (reason: string) => void
  onDone: () => void
}

function Choosing({ meeting, among, reason, onReason, onDone }: ChoosingProps) {
  const { timeZone } = usePreferences()
  const { me } = useMe()
  const [day, setDay] = useState<LocalDate | null>(null)
  const [month, setMonth] = useState(monthOf(dateOf(meeting.startsAt, timeZone)))
  const [start, setStart] = useState<string | null>(null)
  const change = useMeetingChange(meeting.id)
  const { id, sequence, mayMove, newTimes } = meeting
  const isNew = among === 'new-times'
  const version = isNew ? (newTimes?.version ?? 0) : sequence
  const isOpen = (isNew ? newTimes !== null : mayMove) && !change.isPending
  const times = useSlots({ kind: among, id, version, isOpen }, month, timeZone)

  async function move(): Promise<void> {
    if (!start) return
    const done = await change.run((requestId) =>
      call(isNew ? takeNewTime : rescheduleMeeting, {
        params: { meetingId: meeting.id },
        body: { requestId, startsAt: start, reason },
      }),
    )
    if (!done) return setStart(null)
    announce('The meeting is moved')
    onDone()
  }

  if (isNew && !newTimes) {
    return (
      <EmptyState title="No new times are offered any more">
        {`${meeting.organizer.name} took them back, or the meeting has moved.`}
      </EmptyState>
    )
  }
  return (
    <>
      <TimesPicker
        times={times}
        month={month}
        onMonth={setMonth}
        day={day}
        onDay={setDay}
        chosen={start}
        onChoose={(chosen) => {
          change.clear()
          setStart(chosen)
        }}
        other={otherSideOfMeeting(meeting, me?.id)}
        timeZone={timeZone}
        emptyText="There is no other free time in what is offered. Write in the room to find one."
        summary={
          start && (
            <TimeSummary
              start={start}
              durationMinutes={meeting.durationMinutes}
              other={otherSideOfMeeting(meeting, me?.id)}
              isWarned={times.warned.has(start)}
              isPending={change.isPending}
              onConfirm={() => void move()}
            >
              <TextArea
                label="Reason (optional)"
                rows={2}
                maxLength={500}
                value={reason}
                onChange={onReason}
              />
            </TimeSummary>
          )
        }
      />
      {change.failure && <Banner tone="bad">{change.failure}</Banner>}
    </>
  )
}
