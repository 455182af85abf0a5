import { useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { instantOf } from '#time/instant.ts'

import type { Meeting } from '../contract/meeting.ts'
import { Why } from './Why.tsx'
import { type Saying, useSaying } from './use-saying.ts'

type Change = Meeting['changes'][number]

/** Who did what, when, and why: folded to its last line. */
export function MeetingHistory({
  changes,
  personId,
}: {
  changes: readonly Change[]
  personId: string | undefined
}) {
  const [isOpen, setOpen] = useState(false)
  const last = changes.at(-1)
  if (!last) return null
  const shown = isOpen ? changes : [last]
  return (
    <div className="border-t mt-4 flex items-start justify-between gap-x-3 gap-y-1 pt-3 text-sm text-muted narrow:flex-col">
      <ol aria-label="History" className="flex min-w-0 flex-col gap-1">
        {shown.map((change) => (
          <Line key={change.number} change={change} personId={personId} />
        ))}
      </ol>
      {changes.length > 1 && (
        <Button
          variant="quiet"
          size="small"
          aria-expanded={isOpen}
          onPress={() => setOpen(!isOpen)}
          className="-my-1 shrink-0 narrow:-ml-3"
        >
          {isOpen ? 'Less' : `History (${changes.length})`}
        </Button>
      )}
    </div>
  )
}

function Line({ change, personId }: { change: Change; personId: string | undefined }) {
  const say = useSaying()
  const isMine = change.actorId === personId
  const named = {
    ...change,
    actorName: isMine ? 'You' : change.actorName,
    aboutName: change.aboutId === personId ? 'you' : change.aboutName,
  }
  const at = instantOf(change.at)
  return (
    <li>
      {sayChange(named, say)}
      <Why reason={change.reason} isMine={isMine} />
      {'\u00a0· '}
      <time dateTime={change.at} className="tabular whitespace-nowrap">
        {say.day(at)}, {say.time(at)}
      </time>
    </li>
  )
}

function sayChange({ kind, actorName, aboutName, minutes, from, to }: Change, say: Saying): string {
  const when = (span: Change['from']) =>
    span ? say.whole(instantOf(span.startsAt), instantOf(span.endsAt)) : ''
  switch (kind) {
    case 'booked':
      return `${actorName} booked ${when(to)}`
    case 'agreed':
      return `All who had to agree said yes to ${when(to)}`
    case 'requested':
      return `${actorName} asked for ${when(to)}`
    case 'confirmed':
      return `${actorName} said yes to ${when(to)}`
    case 'refused':
      return `${actorName} said no`
    case 'withdrawn':
      return `${actorName} took the request back`
    case 'ran_out':
      return 'Nobody answered in time'
    case 'rescheduled':
      return `${actorName} moved it from ${when(from)} to ${when(to)}`
    case 'cancelled':
      return `${actorName} cancelled it`
    case 'declined':
      return `${actorName} declined`
    case 'accepted':
      return `${actorName} accepted`
    case 'left':
      return `${actorName} left the room`
    case 'removed':
      return `${actorName} removed ${aboutName} from the room`
    case 'new_times':
      return `${actorName} asked for a new time`
    case 'times_closed':
      return `${actorName} let it stay at its time`
    case 'placed':
      return `${actorName} changed where it takes place`
    case 'late':
      return minutes ? `${actorName} said: ${minutes} minutes late` : `${actorName} said: on time after all`
    case 'missed':
      return `${actorName} noted that ${aboutName} did not come`
    case 'came':
      return `${actorName} noted that ${aboutName} came after all`
  }
}
