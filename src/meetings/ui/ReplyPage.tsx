import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { AccountFrame } from '#accounts/ui/AccountFrame.tsx'
import { useFailure } from '#accounts/ui/use-failure.ts'
import { call, Refused } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { Form } from '#kit/Form.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { sayDateTimeRange } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'
import { zoneCity } from '#time/time-zones.ts'

import { readReply, type Reply, sendReply } from '../contract/reply.ts'

type Answer = 'accepted' | 'declined'
type About = NonNullable<Reply['about']>

/** /reply/:token: what a button in a mail asks; one press here answers, so that mail scanners cannot. */
export function ReplyPage({ token, say }: { token: string; say: Answer | undefined }) {
  const query = useQuery({
    queryKey: ['reply', token],
    queryFn: ({ signal }) => call(readReply, { params: { token }, signal }),
  })
  if (query.isPending) {
    return (
      <AccountFrame title="One moment">
        <SkeletonLines count={3} label="Reading the meeting" />
      </AccountFrame>
    )
  }
  if (query.isError) {
    return (
      <AccountFrame title="Your answer">
        <FailedState title="The meeting could not be read" onRetry={() => void query.refetch()}>
          Nothing was answered yet.
        </FailedState>
      </AccountFrame>
    )
  }
  const { state, about } = query.data
  if (state !== 'open' || !about) return <NotAsked state={state} about={about} />
  return <Ask token={token} about={about} first={say ?? 'accepted'} onStale={() => void query.refetch()} />
}

const verbs: Record<Answer, string> = { accepted: 'Accept', declined: 'Decline' }
const others: Record<Answer, Answer> = { accepted: 'declined', declined: 'accepted' }

type AskProps = { token: string; about: About; first: Answer; onStale: () => void }

function Ask({ token, about, first, onStale }: AskProps) {
  const [answer, setAnswer] = useState(first)
  const [reason, setReason] = useState('')
  const [requestId, setRequestId] = useState(() => crypto.randomUUID())
  const send = useMutation({
    mutationFn: () => call(sendReply, { params: { token }, body: { requestId, answer, reason } }),
    onError: (error) => {
      if (error instanceof Refused && error.code.startsWith('reply_')) onStale()
    },
  })
  const failure = useFailure(send.error)
  if (send.isSuccess) {
    return (
      <AccountFrame
        title={answer === 'accepted' ? 'You accepted' : 'You declined'}
        lead={<When about={about} />}
        below="You can close this page. While the meeting is to come, the buttons in the mail let you answer anew."
      >
        <LinkButton href="/rooms" isWide>
          To your rooms
        </LinkButton>
      </AccountFrame>
    )
  }
  const turn = () => {
    setAnswer(others[answer])
    setRequestId(crypto.randomUUID())
    send.reset()
  }
  return (
    <AccountFrame title={`${verbs[answer]} this meeting?`} lead={<When about={about} />}>
      <Form className="flex flex-col gap-4" failure={failure} onSubmit={() => send.mutate()}>
        {about.rsvp !== 'waiting' && (
          <p className="text-muted">
            {about.rsvp === 'accepted' ? 'You accepted it before.' : 'You declined it before.'}
          </p>
        )}
        {answer === 'declined' && (
          <TextArea
            label="Reason (optional)"
            description="Everybody in the room reads it."
            name="reason"
            value={reason}
            onChange={setReason}
            maxLength={500}
          />
        )}
        <Button type="submit" variant="primary" isWide isPending={send.isPending}>
          {verbs[answer]}
        </Button>
        <Button variant="quiet" isWide isDisabled={send.isPending} onPress={turn}>
          {`${verbs[others[answer]]} instead`}
        </Button>
      </Form>
    </AccountFrame>
  )
}

const titles: Record<Exclude<Reply['state'], 'open'>, string> = {
  moved: 'The meeting was moved since',
  cancelled: 'This meeting was cancelled',
  over: 'This meeting is over',
  unasked: 'Your answer is not asked for any more',
  unknown: 'This link leads nowhere',
}

const reasons: Record<Exclude<Reply['state'], 'open'>, string> = {
  moved: 'A newer mail asks about its present time, and so does the room.',
  cancelled: 'There is nothing to answer.',
  over: 'There is nothing to answer.',
  unasked: 'You may have left the room, or booked the meeting yourself.',
  unknown: 'Perhaps a part of it was lost on the way. Try to open the whole address from the mail.',
}

function NotAsked({ state, about }: { state: Reply['state']; about: About | null }) {
  const kind = state === 'open' ? 'unknown' : state
  return (
    <AccountFrame
      title={titles[kind]}
      lead={
        <>
          {about && <When about={about} wasMoved={kind === 'moved'} />}
          <span className="mt-2 block">{reasons[kind]}</span>
        </>
      }
    >
      <LinkButton href="/rooms" isWide>
        To your rooms
      </LinkButton>
    </AccountFrame>
  )
}

// In the zone of whom the mail went to, as the mail said it, whoever's browser this is.
function When({ about, wasMoved = false }: { about: About; wasMoved?: boolean }) {
  const preferences = usePreferences()
  const reader = {
    ...preferences,
    timeZone: about.timeZone,
    hourCycle: about.hourCycle,
  }
  const range = (from: string, to: string) => sayDateTimeRange([instantOf(from), instantOf(to)], reader)
  return (
    <span className="tabular block">
      <span className="block font-semibold break-words text-text">{about.title}</span>
      {wasMoved && (
        <span className="block line-through">{range(about.mailedStartsAt, about.mailedEndsAt)}</span>
      )}
      <span className="block text-text">
        {range(about.startsAt, about.endsAt)} in {zoneCity(about.timeZone)}
      </span>
      <span className="block break-words">With {about.organizerName}</span>
    </span>
  )
}
