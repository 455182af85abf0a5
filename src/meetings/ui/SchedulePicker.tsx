import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { PreferencesProvider, usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { useTitle } from '#kit/use-title.ts'
import { parseInstant } from '#time/instant.ts'
import { isTimeZone } from '#time/zone.ts'
import { parseLocalDate } from '#time/wall-time.ts'

import type { Invite } from '../contract/invite.ts'
import { closedInvite } from './closed-invite.ts'
import { MarkingTimes } from './MarkingTimes.tsx'
import { OfferingTimes } from './OfferingTimes.tsx'
import { otherSideOf } from './other-side.ts'
import { MeetingCard } from './MeetingCard.tsx'
import { dateOf } from './picker.ts'
import { TimesPicker } from './TimesPicker.tsx'
import { TimeSummary } from './TimeSummary.tsx'
import { UnsentWord } from './UnsentWord.tsx'
import { type Booking, useBooking } from './use-booking.ts'
import { useInvite } from './use-invite.ts'
import { useMeeting } from './use-meeting.ts'
import { useOtherTimes } from './use-other-times.ts'
import type { MonthOfSlots } from './use-month-of-slots.ts'
import { usePickedMonth } from './use-picked-month.ts'
import { useSlots } from './use-slots.ts'
import { WhyMissing } from './WhyMissing.tsx'
import { ZoneAndClock } from './ZoneAndClock.tsx'

type SchedulePickerProps = {
  roomId: string
  inviteId: string
  day?: string | undefined
  zone?: string | undefined
  /** The time that is chosen, here or on the card, as an ISO instant. */
  at?: string | undefined
}

type Shown = { day?: string | undefined; zone?: string | undefined; at?: string | undefined }

/** Schedule a meeting: over the room, at an address of its own that carries the chosen day, zone and time. */
export function SchedulePicker({ roomId, inviteId, day, zone, at }: SchedulePickerProps) {
  useTitle('Schedule a meeting')
  const { invite, error, readAt } = useInvite(inviteId)
  const navigate = useNavigate()
  const preferences = usePreferences()
  const [hourCycle, setHourCycle] = useState(preferences.hourCycle)
  const timeZone = zone && isTimeZone(zone) ? zone : preferences.timeZone
  const show = (search: Shown) =>
    void navigate({
      to: '/rooms/$roomId/invites/$inviteId',
      params: { roomId, inviteId },
      search: { day, zone, at, ...search },
      replace: true,
    })
  const close = () => void navigate({ to: '/rooms/$roomId', params: { roomId } })
  return (
    <Dialog
      title="Schedule a meeting"
      description={
        invite &&
        `${invite.isMine ? 'What you offer' : `With ${invite.organizer.name}`} · ${invite.durationMinutes} minutes`
      }
      width="wide"
      isOpen
      onOpenChange={(isOpen) => !isOpen && close()}
    >
      {error && <NothingHere />}
      {!invite && !error && <SkeletonLines count={8} label="Opening the invite" />}
      {invite && invite.roomId !== roomId && <NothingHere />}
      {invite && invite.roomId === roomId && (
        <PreferencesProvider {...preferences} timeZone={timeZone} hourCycle={hourCycle}>
          <Answering
            invite={invite}
            readAt={readAt}
            day={parseLocalDate(day ?? '') ?? null}
            at={at !== undefined && parseInstant(at) !== undefined ? at : null}
            onDay={(date) => show({ day: date ?? undefined, at: undefined })}
            onTime={(start) => show({ at: start ?? undefined })}
            onDone={close}
          >
            <ZoneAndClock
              timeZone={timeZone}
              onTimeZone={(next) => show({ zone: next, day: undefined })}
              hourCycle={hourCycle}
              onHourCycle={setHourCycle}
            />
          </Answering>
        </PreferencesProvider>
      )}
    </Dialog>
  )
}

function NothingHere() {
  return (
    <EmptyState title="There is nothing here">
      This invite does not exist, or it is not yours to see.
    </EmptyState>
  )
}

type AnsweringProps = {
  invite: Invite
  readAt: number
  day: string | null
  at: string | null
  onDay: (day: string | null) => void
  onTime: (start: string | null) => void
  onDone: () => void
  /** Zone and clock. */
  children: React.ReactNode
}

// One of the times, or others. Going back and forth loses nothing.
function Answering(props: AnsweringProps) {
  const { invite, onDay, onDone } = props
  const { me } = useMe()
  const [isOffering, setOffering] = useState(false)
  const draft = useOtherTimes(invite)
  const offerOthers = (isOthers: boolean) => {
    setOffering(isOthers)
    onDay(null)
  }
  if (invite.agreement && invite.status === 'open') {
    const { agreement } = invite
    return <MarkingTimes {...props} agreement={agreement} other={otherSideOf(invite, me)} />
  }
  if (isOffering && invite.status === 'open') {
    const other = otherSideOf(invite, me)
    return (
      <OfferingTimes
        {...props}
        draft={draft}
        other={other}
        onBack={() => offerOthers(false)}
        onDone={onDone}
      />
    )
  }
  return <Choosing {...props} {...(!invite.isMine && { onNoneSuits: () => offerOthers(true) })} />
}

type ChoosingProps = AnsweringProps & { onNoneSuits?: () => void }

function Choosing(props: ChoosingProps) {
  const { invite, readAt, day, at, onDay, onTime, onDone, onNoneSuits, children } = props
  const { timeZone } = usePreferences()
  const { me } = useMe()
  const booking = useBooking(invite.id, onDone, at)
  const picked = usePickedMonth(
    day,
    (date) => {
      booking.choose(null)
      onDay(date)
    },
    timeZone,
  )
  const { id, version } = invite
  const isOpen = invite.status === 'open' && !booking.isPending
  const times = useSlots({ kind: 'invite', id, version, isOpen }, picked.month, timeZone)
  useNewTimes(times, readAt)
  const other = otherSideOf(invite, me)

  if (invite.status !== 'open') {
    return (
      <div className="flex flex-col gap-6">
        <Closed invite={invite} />
        {!booking.isPending && <LeftOver invite={invite} booking={booking} onDone={onDone} />}
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-6">
      <TimesPicker
        times={times}
        {...picked}
        chosen={booking.start}
        onChoose={(start) => {
          booking.choose(start)
          if (start) onTime(start)
        }}
        other={other}
        timeZone={timeZone}
        isMine={invite.isMine}
        emptyText={`Everything ${invite.organizer.name} offered is taken or past. Write in the room and ask for more times.`}
        summary={
          booking.start && (
            <TimeSummary
              start={booking.start}
              durationMinutes={invite.durationMinutes}
              other={other}
              isWarned={times.warned.has(booking.start)}
              isPending={booking.isPending}
              onConfirm={booking.confirm}
              {...(invite.isMine && {
                closed: 'You offered these times, so somebody else in the room picks one.',
              })}
            >
              <TextArea
                label="A word with it (optional)"
                rows={2}
                maxLength={500}
                value={booking.word}
                onChange={booking.setWord}
              />
            </TimeSummary>
          )
        }
      />
      {booking.failure && (
        <p role="alert" className="rounded-card bg-bad-soft px-4 py-3 text-bad">
          {booking.failure}
          {booking.fresh?.firstStart && day && !times.days.has(day) && (
            <button
              type="button"
              className="ml-2 underline"
              onClick={() => onDay(dateOf(booking.fresh?.firstStart ?? '', timeZone))}
            >
              Show the next free day
            </button>
          )}
        </p>
      )}
      {invite.isMine && <WhyMissing invite={invite} day={day} />}
      {onNoneSuits && (
        <Button variant="quiet" className="-ml-4 self-start" onPress={onNoneSuits}>
          None of these suit me
        </Button>
      )}
      <div className="border-t pt-4">{children}</div>
    </div>
  )
}

// Rooms hear of what changes in a calendar as a change of the invite: then its times are asked for again.
function useNewTimes({ reload }: MonthOfSlots, readAt: number): void {
  const known = useRef(readAt)
  useEffect(() => {
    if (readAt === known.current) return
    known.current = readAt
    reload()
  }, [readAt, reload])
}

// A booked invite's address leads to what it became.
type LeftOverProps = { invite: Invite; booking: Booking; onDone: () => void }

// The word typed with a time that went.
function LeftOver({ invite, booking: { word, setWord }, onDone }: LeftOverProps) {
  // Emptied, it is perhaps written anew.
  const [wasTyped] = useState(word.trim() !== '')
  const done = () => {
    setWord('')
    onDone()
  }
  if (!wasTyped) return null
  const unsent = <UnsentWord roomId={invite.roomId} word={word} setWord={setWord} onSent={done} />
  return invite.meetingId ? (
    <UnlessBookedByMe meetingId={invite.meetingId}>{unsent}</UnlessBookedByMe>
  ) : (
    unsent
  )
}

// Whoever booked it has sent theirs with it, also where the answer to that got lost.
function UnlessBookedByMe({ meetingId, children }: { meetingId: string; children: React.ReactNode }) {
  const { me } = useMe()
  const { meeting } = useMeeting(meetingId)
  return meeting && meeting.bookedBy.personId !== me?.id ? children : null
}

function Closed({ invite }: { invite: Invite }) {
  if (invite.status === 'open') return null
  if (invite.meetingId) {
    return (
      <div className="flex flex-col gap-4">
        <p>A time of this invite was booked. This is the meeting:</p>
        <MeetingCard id={invite.meetingId} />
      </div>
    )
  }
  const { title, text } = closedInvite[invite.status]
  return <EmptyState title={title}>{text}</EmptyState>
}
