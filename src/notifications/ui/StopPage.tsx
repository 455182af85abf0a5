import { useMutation, useQuery } from '@tanstack/react-query'

import { AccountFrame } from '#accounts/ui/AccountFrame.tsx'
import { call, Refused } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { LinkButton } from '#kit/LinkButton.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'

import { readMailStop, stopMails } from '../contract.ts'
import type { NoticeKind } from '../notice.ts'

const aboutWhat: Record<NoticeKind, string> = {
  meeting_new: 'new meetings',
  meeting_changed: 'changed meetings',
  meeting_cancelled: 'cancelled meetings',
  consultation_new: 'new consultations',
  message: 'messages in this room',
  mention: 'messages in this room',
  reminder: 'meetings that begin soon',
  link_trouble: 'trouble with your calendars',
}

/** /stop/:token: says which mails would end; the button ends them, so that mail scanners cannot. */
export function StopPage({ token }: { token: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['mail-stop', token],
    queryFn: ({ signal }) => call(readMailStop, { params: { token }, signal }),
    retry: false,
  })
  const stop = useMutation({
    mutationFn: () => call(stopMails, { params: { token } }),
  })
  if (error instanceof Refused && error.status === 404) return <NoSuchStop />
  if (error) {
    return (
      <AccountFrame title="Fewer mails">
        <FailedState title="This page could not be read" onRetry={() => void refetch()}>
          Nothing has changed. {failureOf(error).message}
        </FailedState>
      </AccountFrame>
    )
  }
  if (!data) {
    return (
      <AccountFrame title="One moment">
        <SkeletonLines count={3} label="Reading which mails these are" />
      </AccountFrame>
    )
  }
  const what = aboutWhat[data.kind]
  if (stop.isSuccess) {
    return (
      <AccountFrame title="No more of these mails">
        <p>You get no more mails about {what}. Everything else comes as before.</p>
        <p className="mt-6">
          <LinkButton href="/settings/notifications">All your choices</LinkButton>
        </p>
      </AccountFrame>
    )
  }
  return (
    <AccountFrame title={`No more mails about ${what}?`}>
      <p>In Parley itself you find everything as before. You can have these mails again at any time.</p>
      {stop.error && (
        <div className="mt-4">
          <Banner tone="bad">Nothing has changed. {failureOf(stop.error).message}</Banner>
        </div>
      )}
      <p className="mt-6">
        <Button variant="primary" isPending={stop.isPending} onPress={() => stop.mutate()}>
          Stop these mails
        </Button>
      </p>
    </AccountFrame>
  )
}

function NoSuchStop() {
  return (
    <AccountFrame title="This address is no good">
      <p>It may have been cut short on its way. Your settings have the same choices.</p>
      <p className="mt-6">
        <LinkButton href="/settings/notifications">Settings</LinkButton>
      </p>
    </AccountFrame>
  )
}
