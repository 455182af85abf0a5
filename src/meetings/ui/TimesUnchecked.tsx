import { EmptyState } from '#kit/EmptyState.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'

/** In place of times while a calendar of who offers them cannot be read: nothing is guessed. */
export function TimesUnchecked({ isMine }: { isMine: boolean }) {
  if (!isMine) {
    return (
      <EmptyState title="The times are being checked">
        None can be chosen just now. This looks again by itself; or write in the room.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="One of your calendars cannot be read"
      action={<LinkButton href="/settings/calendars">To your calendars</LinkButton>}
    >
      So nobody is shown your times. Relink it, or go without it.
    </EmptyState>
  )
}
