import { useNavigate } from '@tanstack/react-router'

import { Button } from '#kit/Button.tsx'
import { Card } from '#kit/Card.tsx'
import { Chip } from '#kit/Chip.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import type { CardProps } from '#rooms/ui/registry.tsx'
import { instantOf } from '#time/instant.ts'
import { zoneTime } from '#time/time-zones.ts'

import type { Invite } from '../contract/invite.ts'
import { AgreementCard } from './AgreementCard.tsx'
import { closedInvite } from './closed-invite.ts'
import { dateOf } from './picker.ts'
import { nameOfPlace } from './where.ts'
import { SenderActions } from './SenderActions.tsx'
import { useInvite } from './use-invite.ts'
import { useSaying } from './use-saying.ts'

/** An offer of times in the room, as it stands now. */
export function InviteCard({ id, roomId }: CardProps) {
  const { invite, error, reload } = useInvite(id)
  if (error) return <FailedState title="This invite could not be read" onRetry={reload} />
  if (!invite) {
    return (
      <Card as="article" label="Invite">
        <SkeletonLines count={3} label="Reading the invite" />
      </Card>
    )
  }
  if (invite.status !== 'open') return <ClosedInvite invite={invite} />
  if (invite.agreement) return <AgreementCard invite={invite} agreement={invite.agreement} />
  return <OpenInvite invite={invite} roomId={roomId} />
}

function OpenInvite({ invite, roomId }: { invite: Invite; roomId: string }) {
  const { organizer, durationMinutes, note, isMine, isUnchecked, nextStarts } = invite
  const { timeZone } = usePreferences()
  const who = isMine ? 'You offer' : `${organizer.name} offers`
  return (
    <Card as="article" label={`${who} times for a meeting`}>
      <header className="flex items-start justify-between gap-x-3 gap-y-1 narrow:flex-col-reverse">
        <div>
          <h4 className="font-semibold">{who} times for a meeting</h4>
          <p className="text-sm text-muted">
            {durationMinutes} minutes · meant in {zoneTime(invite.timeZone)}
            {invite.timeZone !== timeZone && ', shown in yours'}
            {invite.where.kind !== 'parley' && ` · at ${nameOfPlace(invite.where)}`}
          </p>
        </div>
        {isMine && <Chip>Waiting for an answer</Chip>}
      </header>
      {note && <p className="mt-3 whitespace-pre-wrap">{note}</p>}
      <NextStarts invite={invite} roomId={roomId} />
      {nextStarts.length === 0 && (
        <p className="mt-3 text-muted">
          {isUnchecked ? sayUnchecked(isMine) : 'No free time is left for you in this offer.'}
        </p>
      )}
      <footer className="mt-4 flex flex-wrap items-center gap-2">
        <LinkButton variant={isMine ? 'plain' : 'primary'} href={`/rooms/${roomId}/invites/${invite.id}`}>
          Schedule a meeting
        </LinkButton>
        {isMine && <SenderActions invite={invite} />}
      </footer>
    </Card>
  )
}

function sayUnchecked(isMine: boolean): string {
  return isMine
    ? 'One of your calendars cannot be read, so nobody is shown your times. Settings > Calendars says which.'
    : 'The times are being checked just now. This looks again by itself.'
}

function NextStarts({ invite, roomId }: { invite: Invite; roomId: string }) {
  const navigate = useNavigate()
  const { timeZone } = usePreferences()
  const say = useSaying()
  if (invite.nextStarts.length === 0) return null
  const open = (start: string) =>
    void navigate({
      to: '/rooms/$roomId/invites/$inviteId',
      params: { roomId, inviteId: invite.id },
      search: { day: dateOf(start, timeZone), at: start },
    })
  return (
    <ul aria-label="Next free times" className="mt-3 flex flex-wrap gap-2">
      {invite.nextStarts.map((start) => (
        <li key={start}>
          <Button size="small" className="tabular" onPress={() => open(start)}>
            {`${say.day(instantOf(start))}, ${say.time(instantOf(start))}`}
          </Button>
        </li>
      ))}
    </ul>
  )
}

function ClosedInvite({ invite }: { invite: Invite }) {
  if (invite.status === 'open') return null
  const { title, text } = closedInvite[invite.status]
  const who = invite.isMine ? 'You' : invite.organizer.name
  return (
    <Card as="article" tone="muted" label={`Invite, ${title.toLowerCase()}`}>
      <header className="flex items-start justify-between gap-x-3 gap-y-1 narrow:flex-col-reverse">
        <h4>
          {who} offered times for a meeting of {invite.durationMinutes} minutes
        </h4>
        <Chip>{title}</Chip>
      </header>
      <p className="mt-1 text-sm">{text}</p>
    </Card>
  )
}
