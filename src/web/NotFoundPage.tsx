import { EmptyState } from '#kit/EmptyState.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { useTitle } from '#kit/use-title.ts'

/** For every address that leads nowhere, and for what is not the reader's to see: the same page. */
export function NotFoundPage() {
  useTitle('Not found')
  return (
    <main className="grid min-h-page place-items-center p-6">
      <EmptyState title="There is nothing here" action={<LinkButton href="/rooms">To your rooms</LinkButton>}>
        The address may be wrong, or what stood here is not yours to see.
      </EmptyState>
    </main>
  )
}
