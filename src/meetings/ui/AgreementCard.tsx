import { Card } from '#kit/Card.tsx'
import { Chip } from '#kit/Chip.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { instantOf } from '#time/instant.ts'
import { zoneTime } from '#time/time-zones.ts'

import type { Invite } from '../contract/invite.ts'
import { AgreementPeople } from './AgreementPeople.tsx'
import { SenderActions } from './SenderActions.tsx'
import { useSaying } from './use-saying.ts'

type Agreement = NonNullable<Invite['agreement']>

/** An open invite on which everyone named must agree: who has answered, until when, and the way to one's own answer. */
export function AgreementCard({ invite, agreement }: { invite: Invite; agreement: Agreement }) {
  const { organizer, durationMinutes, note, isMine, roomId } = invite
  const { timeZone } = usePreferences()
  const who = isMine ? 'You ask' : `${organizer.name} asks`
  const title = `${who} everyone named to agree on a time`
  return (
    <Card as="article" label={title} {...(isWaitingForMe(agreement) && { tone: 'time' })}>
      <header className="flex items-start justify-between gap-x-3 gap-y-1 narrow:flex-col-reverse">
        <div>
          <h4 className="font-semibold">{title}</h4>
          <p className="text-sm text-muted">
            {durationMinutes} minutes · meant in {zoneTime(invite.timeZone)}
            {invite.timeZone !== timeZone && ', shown in yours'}
          </p>
        </div>
        <Chip>{sayAnswered(agreement)}</Chip>
      </header>
      {note && <p className="mt-3 whitespace-pre-wrap">{note}</p>}
      <AgreementPeople agreement={agreement} />
      <Standing invite={invite} agreement={agreement} />
      <footer className="mt-4 flex flex-wrap items-center gap-2">
        {agreement.myPart && (
          <LinkButton
            variant={agreement.myAnswer ? 'plain' : 'primary'}
            href={`/rooms/${roomId}/invites/${invite.id}`}
          >
            {agreement.myAnswer ? 'Change your times' : 'Mark the times that suit you'}
          </LinkButton>
        )}
        {isMine && <SenderActions invite={invite} />}
      </footer>
    </Card>
  )
}

/** How it goes on, in a sentence. */
function Standing({ invite, agreement }: { invite: Invite; agreement: Agreement }) {
  const say = useSaying()
  const now = useNow()
  const answerBy = instantOf(agreement.answerBy)
  const until = `${say.day(answerBy)}, ${say.time(answerBy)}`
  if (agreement.standing === 'stuck') {
    return (
      <p className="mt-3 text-time">
        Everyone who must agree has answered, and no time is left that suits them all.{' '}
        {invite.isMine
          ? 'Change what you offer to ask for more.'
          : `Mark more times, or wait for ${invite.organizer.name} to offer more.`}
      </p>
    )
  }
  if (agreement.standing === 'nobody') {
    return (
      <p className="mt-3 text-time">
        Nobody who had to agree is in this room any more, so nothing books by itself.
      </p>
    )
  }
  if (invite.isUnchecked && invite.isMine) {
    return (
      <p className="mt-3 text-time">
        One of your calendars cannot be read, so nobody is shown your times. Settings {'>'} Calendars says
        which.
      </p>
    )
  }
  if (answerBy <= now) {
    return (
      <p className="mt-3 text-muted">
        Answers were hoped for until {until}. It stays open until its last time has passed.
      </p>
    )
  }
  return (
    <p className="mt-3 text-muted">
      Please answer until {until}. The earliest time that suits everyone who must agree is booked by itself.
    </p>
  )
}

function isWaitingForMe({ myPart, myAnswer }: Agreement): boolean {
  return myPart !== null && myAnswer === null
}

function sayAnswered({ people }: Agreement): string {
  return `${people.filter((one) => one.hasAnswered).length} of ${people.length} answered`
}
