import { useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { horizonOf, refuseHours } from '#availability/schedule.ts'
import { useSchedule } from '#availability/ui/use-schedule.ts'
import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { type Failure, failureOf } from '#kit/form-failure.ts'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { useNow } from '#kit/use-now.ts'
import { instantOf } from '#time/instant.ts'
import { dateAt } from '#time/zone.ts'

import type { Meeting } from '../contract/meeting.ts'
import { offerNewTimes } from '../contract/moving.ts'
import type { Offer } from '../invite.ts'
import { OfferedHours } from './OfferedHours.tsx'
import { useMeetingChange } from './use-meeting-change.ts'
import { here, useOfferDraft } from './use-offer-draft.ts'
import { useSaying } from './use-saying.ts'
import { WordAfterwards } from './WordAfterwards.tsx'

/** Shares new availability for a meeting that stands, with an optional reason, then offers to write to the room. */
export function NewTimesDialog({ meeting, onClose }: { meeting: Meeting; onClose: () => void }) {
  const say = useSaying()
  const [isDone, setDone] = useState(false)
  const { draft, change, send, isPending, failure, schedule } = useOffering(meeting, () => setDone(true))
  if (isDone)
    return <WordAfterwards roomId={meeting.roomId} title="You asked for a new time" onClose={onClose} />
  return (
    <Dialog
      title="Share your availability"
      description={`For the meeting of ${say.whole(instantOf(meeting.startsAt), instantOf(meeting.endsAt))}. It stays there until a new time is chosen.`}
      width="regular"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      actions={
        <Button
          variant="primary"
          isPending={isPending}
          isDisabled={!draft || refuseHours(draft).length > 0}
          onPress={() => void send()}
        >
          Send
        </Button>
      }
    >
      {!draft && schedule.isError && (
        <FailedState title="Your schedule could not be read" onRetry={() => void schedule.refetch()} />
      )}
      {!draft && !schedule.isError && <SkeletonLines count={8} label="Reading your schedule" />}
      {draft && (
        <div className="flex flex-col gap-6">
          <OfferedHours draft={draft} onChange={change} failure={failure} />
          <TextArea
            label="Reason (optional)"
            description="Everybody in the room reads it."
            rows={2}
            maxLength={500}
            value={draft.note}
            onChange={(note) => change({ ...draft, note })}
          />
        </div>
      )}
    </Dialog>
  )
}

// The draft is one of an invite: its note is the reason here, and how long it takes is the meeting's own.
function useOffering(meeting: Meeting, onDone: () => void) {
  const { me } = useMe()
  const now = useNow()
  const schedule = useSchedule()
  const sending = useMeetingChange(meeting.id)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { draft, change, forget } = useOfferDraft(`${me?.id ?? ''}.${meeting.id}`, firstDraft())

  function firstDraft(): Offer | null {
    const whole = { ...here, durationMinutes: 30, note: meeting.newTimes?.reason ?? '' } as const
    if (meeting.newTimes?.hours) return { ...meeting.newTimes.hours, ...whole }
    if (!schedule.data) return null
    const { timeZone, weekly, overrides } = schedule.data.schedule
    const dates = horizonOf(dateAt(timeZone, now), schedule.data.schedule)
    return { timeZone, weekly, overrides, ...dates, ...whole }
  }

  async function send(): Promise<void> {
    if (!draft) return
    const { note, timeZone, weekly, overrides, fromDate, untilDate } = draft
    const hours = { timeZone, weekly, overrides, fromDate, untilDate }
    setFailure(null)
    const done = await sending.run((requestId) =>
      call(offerNewTimes, {
        params: { meetingId: meeting.id },
        body: { ...hours, reason: note, requestId },
      }).catch((error: unknown) => {
        setFailure(failureOf(error))
        throw error
      }),
    )
    if (!done) return
    forget()
    announce('You asked for a new time')
    onDone()
  }

  return { draft, change, send, isPending: sending.isPending, failure, schedule }
}
