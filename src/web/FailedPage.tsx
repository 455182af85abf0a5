import { FailedState } from '#kit/FailedState.tsx'
import { useTitle } from '#kit/use-title.ts'

/** A page that could not be drawn. After an update the parts of an open page are gone; reading it anew brings the new ones. */
export function FailedPage() {
  useTitle('Something went wrong')
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <FailedState
        title="This page could not be opened"
        onRetry={() => location.reload()}
        retryLabel="Load it again"
      >
        What you sent is safe. Parley may have been updated while this page stood open; loading it again helps
        then.
      </FailedState>
    </main>
  )
}
