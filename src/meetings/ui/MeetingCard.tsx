import { type ReactNode, useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { AvatarRow } from '#kit/AvatarRow.tsx'
import { Button } from '#kit/Button.tsx'
import { Card } from '#kit/Card.tsx'
import { Chip } from '#kit/Chip.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNow } from '#kit/use-now.ts'
import type { CardProps } from '#rooms/ui/registry.tsx'
import { instantOf } from '#time/instant.ts'

import { isLateTime } from '../attendance.ts'
import type { Meeting } from '../contract/meeting.ts'
import { AddToCalendar } from './AddToCalendar.tsx'
import { ClockShift } from './ClockShift.tsx'
import { AskedForTime } from './AskedForTime.tsx'
import { CancelDialog } from './CancelDialog.tsx'
import { otherSideOfMeeting } from './other-side.ts'
import { Leaf } from './Leaf.tsx'
import { MeetingCopies } from './MeetingCopies.tsx'
import { MeetingHistory } from './MeetingHistory.tsx'
import { NewTimesDialog } from './NewTimesDialog.tsx'
import { type Phase, phaseOf, sayPhase } from './phase.ts'
import { PlaceDialog } from './PlaceDialog.tsx'
import { RescheduleDialog } from './RescheduleDialog.tsx'
import { Responding } from './Responding.tsx'
import { RunningLate } from './RunningLate.tsx'
import { WhoCame } from './WhoCame.tsx'
import { WhoWasIn } from './WhoWasIn.tsx'
import { sayWhere } from './where.ts'
import { useMeeting } from './use-meeting.ts'
import { useSaying } from './use-saying.ts'

type MeetingCardProps = Pick<CardProps, 'id'> & {
  /** What it is, where it is more than a meeting. */
  kind?: string
  /** What else there is to know of it. */
  about?: ReactNode
  /** How it is answered, while its time is only held. */
  answer?: ReactNode
}

/** A meeting in the room: the same card over its whole life, at its present time. */
export function MeetingCard({ id, kind = 'Meeting', about, answer }: MeetingCardProps) {
  const { meeting, error, reload } = useMeeting(id)
  if (error) return <FailedState title="This meeting could not be read" onRetry={reload} />
  if (!meeting) {
    return (
      <Card as="article" label={kind}>
        <SkeletonLines count={4} label="Reading the meeting" />
      </Card>
    )
  }
  return <Shown meeting={meeting} kind={kind} about={about} answer={answer} />
}

function Shown({ meeting, kind, about, answer }: { meeting: Meeting } & Omit<MeetingCardProps, 'id'>) {
  const { me } = useMe()
  // What is held ends to the second.
  const now = useNow(meeting.status === 'held' ? 'second' : 'minute')
  const say = useSaying()
  const phase = phaseOf(meeting, now)
  const isOff = phase === 'cancelled' || phase === 'released'
  const isAhead = phase === 'to come' || phase === 'near' || phase === 'now'
  const startsAt = instantOf(meeting.startsAt)
  // Kept here and not with the buttons: those go when the meeting is cancelled, and the dialog has a word to say then.
  const [open, setOpen] = useState<Change | null>(null)
  return (
    <Card
      as="article"
      label={`${kind}, ${say.whole(startsAt, instantOf(meeting.endsAt))}`}
      tone={tones[phase]}
      className="@container"
    >
      <div className="flex gap-4 @max-sm:gap-3">
        <Leaf at={startsAt} isOver={isOff || phase === 'over'} />
        <div className="min-w-0 flex-1">
          <div className="flex items-start justify-between gap-x-3 gap-y-1 narrow:flex-col-reverse @max-sm:flex-col-reverse">
            <Times meeting={meeting} personId={me?.id} isStruck={isOff} />
            <State meeting={meeting} personId={me?.id} phase={phase} now={now} />
          </div>
          <People meeting={meeting} personId={me?.id} isOver={phase === 'over'} />
          {phase === 'over' && <WhoWasIn meeting={meeting} personId={me?.id} />}
          {isAhead && <Where where={meeting.where} />}
          {meeting.note && <p className="mt-2 whitespace-pre-wrap">{meeting.note}</p>}
          {about}
        </div>
      </div>
      {(phase === 'to come' || phase === 'near') && (
        <AskedForTime
          meeting={meeting}
          personId={me?.id}
          onTake={() => setOpen('take')}
          onChange={() => setOpen('new-times')}
        />
      )}
      {phase === 'held' && answer}
      {isAhead && meeting.myRsvp !== null && (
        <Actions meeting={meeting} personId={me?.id} phase={phase} onChange={setOpen} />
      )}
      {phase === 'over' && mayMark(meeting, phase) && (
        <div className="mt-3 -ml-4">
          <WhoCame meeting={meeting} personId={me?.id} />
        </div>
      )}
      {isAhead && <MeetingCopies meeting={meeting} personId={me?.id} />}
      <MeetingHistory changes={meeting.changes} personId={me?.id} />
      {open === 'reschedule' && (
        <RescheduleDialog
          meeting={meeting}
          onClose={() => setOpen(null)}
          onShareAnew={meeting.mayOfferTimes ? () => setOpen('new-times') : undefined}
        />
      )}
      {open === 'take' && (
        <RescheduleDialog meeting={meeting} among="new-times" onClose={() => setOpen(null)} />
      )}
      {open === 'new-times' && <NewTimesDialog meeting={meeting} onClose={() => setOpen(null)} />}
      {open === 'place' && meeting.joinUrl !== null && (
        <PlaceDialog meeting={meeting} joinUrl={meeting.joinUrl} onClose={() => setOpen(null)} />
      )}
      {open === 'cancel' && <CancelDialog meeting={meeting} onClose={() => setOpen(null)} />}
    </Card>
  )
}

function Times({
  meeting,
  personId,
  isStruck,
}: {
  meeting: Meeting
  personId: string | undefined
  isStruck: boolean
}) {
  const { timeZone } = usePreferences()
  const say = useSaying()
  const [from, to] = [instantOf(meeting.startsAt), instantOf(meeting.endsAt)]
  const other = otherSideOfMeeting(meeting, personId)
  const moved = meeting.changes.findLast((change) => change.kind === 'rescheduled' && change.from)
  return (
    <div className="min-w-0">
      <h4
        className={
          isStruck ? 'tabular text-lg font-semibold line-through' : 'tabular text-lg font-semibold text-text'
        }
      >
        {say.timeRange(from, to)}
      </h4>
      <p className="text-sm text-muted">
        {say.day(from)}, your time
        {other.timeZone !== timeZone && ` · ${say.timeThere(from, other.timeZone)} for ${other.name}`}
      </p>
      {moved?.from && !isStruck && (
        <p className="text-sm text-muted">
          <span className="sr-only">Moved from </span>
          <s className="tabular">{say.whole(instantOf(moved.from.startsAt), instantOf(moved.from.endsAt))}</s>
        </p>
      )}
      {!isStruck && <ClockShift at={from} other={other} />}
    </div>
  )
}

type StateProps = { meeting: Meeting; personId: string | undefined; phase: Phase; now: number }

function State({ meeting, personId, phase, now }: StateProps) {
  const isMine = meeting.organizer.personId === personId
  return (
    <Chip tone={chipTones[phase]}>
      {phase === 'held' && isMine
        ? 'Waits for your answer'
        : sayPhase(phase, instantOf(meeting.startsAt), now)}
    </Chip>
  )
}

const tones = {
  held: 'plain',
  released: 'muted',
  'to come': 'plain',
  near: 'time',
  now: 'time',
  over: 'muted',
  cancelled: 'muted',
} as const

const chipTones = {
  held: 'time',
  released: 'neutral',
  'to come': 'good',
  near: 'time',
  now: 'time',
  over: 'neutral',
  cancelled: 'bad',
} as const

function Where({ where }: { where: Meeting['where'] }) {
  const words = sayWhere(where)
  return words && <p className="mt-2 text-sm wrap-anywhere text-muted">{words}</p>
}

const answers = { accepted: 'said yes', waiting: 'not answered yet', declined: 'declined' }

type PeopleProps = { meeting: Meeting; personId: string | undefined; isOver: boolean }

function People({ meeting, personId, isOver }: PeopleProps) {
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
      <AvatarRow people={meeting.people.map(({ personId: id, name }) => ({ id, name }))} />
      <p className="min-w-0 text-sm text-muted">
        {meeting.people.map((person) => sayPerson(meeting, person, { personId, isOver })).join(', ')}
      </p>
    </div>
  )
}

// Organizer and booker come, of course; only the others' answers are news, none once it is cancelled, and once it is over nothing
// but who had declined.
function sayPerson(
  { status }: Meeting,
  { personId, name, role, rsvp, lateMinutes, missed }: Meeting['people'][number],
  reader: { personId: string | undefined; isOver: boolean },
): string {
  const who = personId === reader.personId ? 'You' : name
  const isAsked = role === 'attendee' && !reader.isOver
  const isNews = status === 'confirmed' && (isAsked || rsvp === 'declined')
  if (missed) return `${who} (did not come)`
  if (lateMinutes !== null) return `${who} (${lateMinutes} minutes late)`
  return isNews ? `${who} (${answers[rsvp]})` : who
}

type Change = 'reschedule' | 'take' | 'new-times' | 'place' | 'cancel'
type ActionsProps = {
  meeting: Meeting
  personId: string | undefined
  phase: Phase
  onChange: (change: Change) => void
}

function Actions({ meeting, personId, phase, onChange }: ActionsProps) {
  const isNear = phase === 'near' || phase === 'now'
  const now = useNow('minute')
  const isLateTimeNow = isLateTime(spanOf(meeting), now)
  const join = meeting.joinUrl !== null && (
    <LinkButton
      variant={isNear ? 'primary' : 'plain'}
      href={new URL(meeting.joinUrl).pathname}
      className="narrow:px-2 @max-sm:px-2"
    >
      Join the meeting
    </LinkButton>
  )
  const add = <AddToCalendar links={meeting.addToCalendar} className="narrow:px-2 @max-sm:px-2" />
  return (
    <div className="mt-4 flex flex-wrap items-center gap-2 narrow:grid narrow:grid-cols-[repeat(auto-fit,minmax(9.85rem,1fr))]">
      {isNear ? (
        <>
          {join}
          {add}
        </>
      ) : (
        <>
          {add}
          {join}
        </>
      )}
      {meeting.mayMove && (
        <Button variant="quiet" className="@max-sm:px-2" onPress={() => onChange('reschedule')}>
          Reschedule
        </Button>
      )}
      {meeting.mayChange && meeting.organizer.personId === personId && (
        <Button variant="quiet" className="@max-sm:px-2" onPress={() => onChange('place')}>
          Change place
        </Button>
      )}
      {meeting.mayChange && (
        <Button variant="quiet" className="@max-sm:px-2" onPress={() => onChange('cancel')}>
          Cancel
        </Button>
      )}
      {meeting.mayRespond && <Responding meeting={meeting} />}
      {isLateTimeNow && <RunningLate meeting={meeting} personId={personId} />}
      {mayMark(meeting, phase) && <WhoCame meeting={meeting} personId={personId} />}
    </div>
  )
}

// Read before its start, a meeting does not say yet that its absent can be noted.
function mayMark(meeting: Meeting, phase: Phase): boolean {
  return meeting.mayMark || (meeting.mayChange && (phase === 'now' || phase === 'over'))
}

function spanOf({ startsAt, endsAt }: Meeting) {
  return { startsAt: instantOf(startsAt), endsAt: instantOf(endsAt) }
}
