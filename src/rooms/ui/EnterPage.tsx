import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { AccountFrame } from '#accounts/ui/AccountFrame.tsx'
import { useMe } from '#accounts/ui/use-me.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { type Failure, failureOf } from '#kit/form-failure.ts'
import { LinkButton } from '#kit/LinkButton.tsx'
import { Spinner } from '#kit/Spinner.tsx'

import { readEntry, useEntry as enterRoom } from '../contract/entry.ts'

type EntryShown = Awaited<ReturnType<typeof readShownEntry>>

/** The page behind an entry. It names who invites, not the room; only its button brings one in. */
export function EnterPage({ token }: { token: string }) {
  const { me, isLoading } = useMe()
  const { data, error, refetch } = useQuery({
    queryKey: ['entry', token, me?.id ?? null],
    queryFn: () => readShownEntry(token),
    enabled: !isLoading,
    staleTime: 0,
  })
  if (data) return <Answer entry={data} token={token} myEmail={me?.email ?? null} />
  return (
    <AccountFrame title="Come in">
      {error ? (
        <FailedState title="This way in could not be read" onRetry={() => void refetch()}>
          It is not used up by trying again.
        </FailedState>
      ) : (
        <Spinner label="Looking at your way in" />
      )}
    </AccountFrame>
  )
}

function readShownEntry(token: string) {
  return call(readEntry, { params: { token } })
}

function Answer({ entry, token, myEmail }: { entry: EntryShown; token: string; myEmail: string | null }) {
  if (entry.roomId !== null) return <AlreadyIn roomId={entry.roomId} />
  if (entry.state !== 'good') return <Closed entry={entry} />
  const inviter = entry.inviterName ?? 'Somebody'
  if (myEmail === null) return <SignedOut inviter={inviter} token={token} email={entry.email} />
  if (entry.email !== null && entry.email !== myEmail) {
    return <OtherAddress inviter={inviter} email={entry.email} myEmail={myEmail} />
  }
  return <ComeIn inviter={inviter} token={token} />
}

function titleOf(inviter: string): string {
  return `${inviter} invites you to a conversation`
}

function ComeIn({ inviter, token }: { inviter: string; token: string }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  async function enter(): Promise<void> {
    setPending(true)
    setFailure(null)
    try {
      const { roomId } = await call(enterRoom, { params: { token } })
      void queries.invalidateQueries({ queryKey: ['rooms'] })
      void queries.invalidateQueries({ queryKey: ['me'] })
      await navigate({ to: '/rooms/$roomId', params: { roomId } })
    } catch (error) {
      setFailure(failureOf(error))
      setPending(false)
    }
  }
  return (
    <AccountFrame
      title={titleOf(inviter)}
      lead="You will see everything written in the room, and everybody in it will see that you came."
    >
      {failure && <Banner tone="bad">{failure.message}</Banner>}
      <Button variant="primary" isWide isPending={isPending} onPress={() => void enter()} autoFocus>
        Come in
      </Button>
    </AccountFrame>
  )
}

function SignedOut({ inviter, token, email }: { inviter: string; token: string; email: string | null }) {
  const search = new URLSearchParams({ next: `/enter/${token}`, ...(email !== null && { email }) }).toString()
  return (
    <AccountFrame
      title={titleOf(inviter)}
      lead="Make an account to come in, or sign in if you have one. You come back here by yourself."
    >
      <div className="flex flex-col gap-3">
        <LinkButton href={`/sign-up?${search}`} variant="primary" isWide>
          Make an account
        </LinkButton>
        <LinkButton href={`/sign-in?${search}`} isWide>
          Sign in
        </LinkButton>
      </div>
    </AccountFrame>
  )
}

function OtherAddress({ inviter, email, myEmail }: { inviter: string; email: string; myEmail: string }) {
  return (
    <AccountFrame
      title={titleOf(inviter)}
      lead={`This way in was sent to ${email}, and you are signed in as ${myEmail}. Sign out and come back with that address, or ask ${inviter} to invite ${myEmail}.`}
    >
      <LinkButton href="/rooms" isWide>
        To your rooms
      </LinkButton>
    </AccountFrame>
  )
}

function AlreadyIn({ roomId }: { roomId: string }) {
  return (
    <AccountFrame title="You are in this room already" lead="Nothing was used up.">
      <LinkButton href={`/rooms/${roomId}`} variant="primary" isWide>
        Open the room
      </LinkButton>
    </AccountFrame>
  )
}

const closedTitles = {
  used: 'This way in has been used up',
  expired: 'This way in has expired',
  revoked: 'This way in was taken back',
  unknown: 'This way in is not known',
}

function Closed({ entry }: { entry: EntryShown }) {
  const { state, inviterName } = entry
  const title = closedTitles[state === 'good' ? 'unknown' : state]
  const lead = inviterName
    ? `Ask ${inviterName} for a new one.`
    : 'The address may not be complete. Ask whoever sent it to you for a new one.'
  return (
    <AccountFrame title={title} lead={lead}>
      <LinkButton href="/rooms" isWide>
        To your rooms
      </LinkButton>
    </AccountFrame>
  )
}
