import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { CopyField } from '#kit/CopyField.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { LinkButton } from '#kit/LinkButton.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { instantOf } from '#time/instant.ts'

import { endFeed, makeFeed, readFeedState } from '../contract/feed.ts'
import { useSaying } from './use-saying.ts'

const feedKey = ['feed']

/** In Settings > Calendars: an address of one's own that any calendar program can subscribe to. */
export function FeedSettings() {
  const feed = useQuery({ queryKey: feedKey, queryFn: () => call(readFeedState, {}) })
  return (
    <section aria-labelledby="feed" className="mb-16 flex flex-col gap-4 border-t border-line pt-6">
      <div>
        <h2 id="feed" className="font-semibold">
          Subscribe to your meetings
        </h2>
        <p className="mt-1 text-muted">
          A private address that any calendar program can follow. All your meetings stand there, and follow
          every change. If a calendar of yours is linked above, they stand in it already.
        </p>
      </div>
      {feed.isPending && <SkeletonLines count={2} label="Reading your feed" />}
      {feed.isError && !feed.data && (
        <FailedState title="Your feed could not be read" onRetry={() => void feed.refetch()} />
      )}
      {feed.data && <Feed madeAt={feed.data.madeAt} />}
    </section>
  )
}

type Made = { url: string; webcalUrl: string }

function Feed({ madeAt }: { madeAt: string | null }) {
  const queries = useQueryClient()
  const say = useSaying()
  const [made, setMade] = useState<Made | null>(null)
  const [asks, setAsks] = useState<'renew' | 'end' | null>(null)
  const [sentence, setSentence] = useState<string | null>(null)
  const [isPending, setPending] = useState(false)

  async function make(): Promise<void> {
    setMade(await call(makeFeed, {}))
    announce('The address is ready')
    await queries.invalidateQueries({ queryKey: feedKey })
  }
  async function makeFirst(): Promise<void> {
    setPending(true)
    setSentence(null)
    await make().catch((error: unknown) => setSentence(failureOf(error).message))
    setPending(false)
  }
  async function end(): Promise<void> {
    await call(endFeed, {})
    setMade(null)
    await queries.invalidateQueries({ queryKey: feedKey })
  }

  return (
    <>
      {made && <MadeFeed made={made} />}
      {madeAt !== null && !made && (
        <p>
          Your address was made on {say.day(instantOf(madeAt))}. It cannot be shown again; make a new one to
          use it in another place.
        </p>
      )}
      {sentence && <Banner tone="bad">{sentence}</Banner>}
      <div className="flex flex-wrap gap-3">
        {madeAt === null ? (
          <Button isPending={isPending} onPress={() => void makeFirst()}>
            Make an address
          </Button>
        ) : (
          <>
            <Button onPress={() => setAsks('renew')}>Make a new address</Button>
            <Button variant="quiet" onPress={() => setAsks('end')}>
              End it
            </Button>
          </>
        )}
      </div>
      <ConfirmDialog
        title="Make a new address?"
        confirmLabel="Make a new address"
        isOpen={asks === 'renew'}
        onOpenChange={() => setAsks(null)}
        onConfirm={make}
      >
        <p>The address you have now ends at once. Programs that follow it get nothing new.</p>
      </ConfirmDialog>
      <ConfirmDialog
        title="End your feed?"
        confirmLabel="End it"
        isDanger
        isOpen={asks === 'end'}
        onOpenChange={() => setAsks(null)}
        onConfirm={end}
      >
        <p>
          The address ends at once. What calendar programs have read already may stay in them for a while.
        </p>
      </ConfirmDialog>
    </>
  )
}

function MadeFeed({ made }: { made: Made }) {
  return (
    <div className="flex flex-col items-start gap-3">
      <CopyField
        label="Your private address"
        value={made.url}
        className="w-full"
        description="Shown this once. Whoever has it can read your meetings, so keep it to yourself. In Google Calendar: Other calendars, From URL."
      />
      <LinkButton href={made.webcalUrl}>Open in my calendar program</LinkButton>
    </div>
  )
}
