import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'

import { AccountFrame } from '#accounts/ui/AccountFrame.tsx'
import { announce } from '#kit/announce.ts'
import { call, Refused } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { LinkButton } from '#kit/LinkButton.tsx'
import { Spinner } from '#kit/Spinner.tsx'
import { showToast } from '#kit/toast.ts'

import { confirmAttempt, dropAttempt, readAttempt } from '../contract/linking.ts'
import { isWithOAuth, vendorOf } from '../providers.ts'
import { accountNames } from './link-words.ts'
import { calendarsKey } from './use-calendars.ts'
import { useOAuth } from './use-oauth.ts'

type Attempt = Awaited<ReturnType<typeof readShownAttempt>>

/** /calendars/confirm/:attemptId: names the account before anything is linked. Only its button links. */
export function ConfirmPage({ attemptId }: { attemptId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['calendar-attempt', attemptId],
    queryFn: () => readShownAttempt(attemptId),
    retry: false,
    staleTime: Infinity,
  })
  if (data) return <Confirm attemptId={attemptId} attempt={data} />
  if (error instanceof Refused && error.status === 404) return <Gone />
  return (
    <AccountFrame title="Connect this account?">
      {error ? (
        <FailedState title="The account could not be read" onRetry={() => void refetch()}>
          Nothing is linked yet. Check your connection, or try again in a moment.
        </FailedState>
      ) : (
        <Spinner label="Looking which account it is" />
      )}
    </AccountFrame>
  )
}

function readShownAttempt(attemptId: string) {
  return call(readAttempt, { params: { attemptId } })
}

function Confirm({ attemptId, attempt }: { attemptId: string; attempt: Attempt }) {
  const { provider, shownAs, missing, returnTo, relinks } = attempt
  const queries = useQueryClient()
  const { history } = useRouter()
  const again = useOAuth()
  const [pending, setPending] = useState<'connect' | 'drop' | null>(null)
  const [sentence, setSentence] = useState<string | null>(null)
  const cannotRead = missing.includes('busy')

  async function finish(which: 'connect' | 'drop'): Promise<void> {
    setPending(which)
    setSentence(null)
    const params = { attemptId }
    try {
      const answer = await (which === 'connect'
        ? call(confirmAttempt, { params })
        : call(dropAttempt, { params }))
      await queries.invalidateQueries({ queryKey: calendarsKey })
      if (which === 'connect') sayLinked(`${shownAs} is linked.`, returnTo)
      history.replace(answer.returnTo)
    } catch (error) {
      setSentence(failureOf(error).message)
      setPending(null)
    }
  }

  return (
    <AccountFrame
      title={relinks ? 'Relink this account?' : 'Connect this account?'}
      lead="Nothing is read or written before you say so."
    >
      <div className="flex flex-col gap-4">
        <div className="rounded-card border border-line px-4 py-3">
          <p className="text-sm text-muted">{accountNames[provider]}</p>
          <p className="font-semibold break-words">{shownAs}</p>
        </div>
        {cannotRead && (
          <Banner tone="bad">
            {vendorOf(provider)} was not told to let Parley see when you are busy, so it cannot be linked.
            Allow it again and leave every box ticked.
          </Banner>
        )}
        {!cannotRead && missing.includes('write') && (
          <Banner tone="time">
            Parley may read this calendar, but not write into it: meetings will not appear there by
            themselves. To change that, allow it again and leave every box ticked.
          </Banner>
        )}
        {missing.includes('shared') && (
          <Banner tone="time">
            Calendars that others share with this account will not count, because {vendorOf(provider)} was not
            told to let Parley see when you are busy. To change that, allow it again and leave every box
            ticked.
          </Banner>
        )}
        {sentence && <Banner tone="bad">{sentence}</Banner>}
        {again.sentence && <Banner tone="bad">{again.sentence}</Banner>}
        <div className="flex flex-col gap-2">
          {missing.length > 0 && isWithOAuth(provider) && (
            <Button
              variant={cannotRead ? 'primary' : 'plain'}
              isWide
              isPending={again.isPending}
              onPress={() => again.setOut({ provider, returnTo })}
            >
              Allow it again
            </Button>
          )}
          {!cannotRead && (
            <Button
              variant="primary"
              isWide
              autoFocus
              isPending={pending === 'connect'}
              isDisabled={pending === 'drop'}
              onPress={() => void finish('connect')}
            >
              {relinks ? 'Relink' : 'Connect'}
            </Button>
          )}
          <Button
            variant="quiet"
            isWide
            isPending={pending === 'drop'}
            isDisabled={pending === 'connect'}
            onPress={() => void finish('drop')}
          >
            Not this one
          </Button>
        </div>
      </div>
    </AccountFrame>
  )
}

// A flow that one comes back to goes on by itself, and nothing should cover it.
function sayLinked(text: string, returnTo: string): void {
  if (returnTo.includes('flow=')) announce(text)
  else showToast({ text, tone: 'good' })
}

function Gone() {
  return (
    <AccountFrame
      title="This is over"
      lead="The account was linked already, or more than ten minutes went by. Nothing else was changed."
    >
      <LinkButton href="/settings/calendars" isWide>
        To your calendars
      </LinkButton>
    </AccountFrame>
  )
}
