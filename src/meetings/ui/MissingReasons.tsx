import { TextLink } from '#kit/TextLink.tsx'

import type { Reason } from '../why.ts'
import { type Saying, useSaying } from './use-saying.ts'

/** Why a time is not offered, each reason with the place to change it; none means that it is offered. */
export function MissingReasons({ reasons }: { reasons: readonly Reason[] }) {
  const say = useSaying()
  if (reasons.length === 0) return <p>This time is offered.</p>
  return (
    <ul className="flex flex-col gap-1">
      {reasons.map((reason) => (
        <li
          key={`${reason.kind} ${reason.calendarId ?? reason.name ?? ''} ${reason.startsAt ?? ''} ${reason.endsAt ?? ''}`}
        >
          {sayReason(reason, say)} <Mend reason={reason} />
        </li>
      ))}
    </ul>
  )
}

function sayReason({ kind, name, title, most, startsAt, endsAt, mend }: Reason, say: Saying): string {
  const when = startsAt !== null && endsAt !== null ? say.whole(startsAt, endsAt) : 'then'
  switch (kind) {
    case 'over':
      return 'That time has passed.'
    case 'notice':
      return 'It is sooner than your minimum notice.'
    case 'hours':
      return mend === 'invite' ? 'It is outside the hours of this invite.' : 'It is outside your hours.'
    case 'steps':
      return 'It falls between the steps at which your meetings begin.'
    case 'day':
    case 'week':
      return `Your limit of ${most} a ${kind} is reached.`
    case 'meeting':
      return `You have “${name ?? 'a meeting'}”: ${when}.`
    case 'calendar':
      return title === null
        ? `Your calendar ${name ?? ''} says you are busy: ${when}.`
        : `“${title}” stands in your calendar ${name ?? ''}: ${when}.`
    case 'pause':
      return `It is too close to ${title === null ? (name ?? 'something else') : `“${title}” (${name})`}, ${when}: you keep a pause around meetings.`
    default:
      return `Your calendar ${name ?? ''} cannot be read, so nobody knows whether you are free.`
  }
}

function Mend({ reason: { mend, roomId } }: { reason: Reason }) {
  switch (mend) {
    case 'schedule':
      return <TextLink href="/settings/availability">Change your availability</TextLink>
    case 'calendars':
      return <TextLink href="/settings/calendars">To your calendars</TextLink>
    case 'meeting':
      return roomId && <TextLink href={`/rooms/${roomId}`}>To the meeting</TextLink>
    case 'invite':
      return <span className="text-muted">“Change” on its card offers other hours.</span>
    default:
      return null
  }
}
