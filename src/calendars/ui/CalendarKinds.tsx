import {
  ArrowUpRight,
  CalendarDays,
  ChevronDown,
  Cloud,
  type LucideIcon,
  Mails,
  Rss,
  Server,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, Disclosure, DisclosureGroup, DisclosurePanel, Heading } from 'react-aria-components'

import { Banner } from '#kit/Banner.tsx'
import { Button as KitButton } from '#kit/Button.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { Spinner } from '#kit/Spinner.tsx'

import { isWithOAuth, type ProviderName, providers } from '../providers.ts'
import { CalDavForm } from './CalDavForm.tsx'
import { FeedForm } from './FeedForm.tsx'
import { useOAuth } from './use-oauth.ts'
import { useProviders } from './use-providers.ts'

type CalendarKindsProps = {
  /** The page of ours to come back to from Google or Microsoft. */
  returnTo: string
  /** Called when an account was linked here and now. */
  onLinked: () => void
}

type Kind = { title: string; icon: LucideIcon }

// Drawn signs of what each is, not anybody's mark.
const kinds: Record<ProviderName, Kind> = {
  google: { title: 'Google', icon: CalendarDays },
  microsoft: { title: 'Microsoft', icon: Mails },
  apple: { title: 'Apple iCloud', icon: Cloud },
  caldav: { title: 'CalDAV', icon: Server },
  feed: { title: 'Calendar feed', icon: Rss },
}

/** The kinds of calendars: those with a sign-in of their own lead there at once, the others open into their fields. */
export function CalendarKinds({ returnTo, onLinked }: CalendarKindsProps) {
  const { data, error, refetch } = useProviders()
  const { setOut, isPending, sentence } = useOAuth()
  if (error) return <NotAsked onRetry={() => void refetch()} />
  if (!data) return <SkeletonLines count={8} label="Asking what can be linked here" />
  return (
    <div className="flex flex-col gap-3">
      {sentence && <Banner tone="bad">{sentence}</Banner>}
      <DisclosureGroup className="divide-y divide-line overflow-hidden rounded-card border border-line">
        {data.providers.map(({ provider, linkable, sentence: whyNot }) => {
          if (!linkable) {
            return (
              <Opening key={provider} provider={provider}>
                <p>{whyNot}</p>
              </Opening>
            )
          }
          if (isWithOAuth(provider)) {
            return (
              <Leading
                key={provider}
                provider={provider}
                isPending={isPending}
                onPress={() => setOut({ provider, returnTo })}
              />
            )
          }
          return (
            <Opening key={provider} provider={provider}>
              {provider === 'feed' ? (
                <FeedForm onLinked={onLinked} />
              ) : (
                <CalDavForm provider={provider} onLinked={onLinked} />
              )}
            </Opening>
          )
        })}
      </DisclosureGroup>
    </div>
  )
}

const rowLook =
  'flex w-full items-center gap-3.5 px-4 py-3 text-left outline-offset-[-2px] transition-colors data-hovered:bg-hover data-focus-visible:outline-offset-[-2px]'

function Leading({
  provider,
  isPending,
  onPress,
}: {
  provider: ProviderName
  isPending: boolean
  onPress: () => void
}) {
  return (
    <h3>
      <Button className={rowLook} onPress={onPress} isPending={isPending}>
        <Named provider={provider} />
        {isPending ? (
          <Spinner size="small" />
        ) : (
          <ArrowUpRight aria-hidden="true" className="size-4 shrink-0 text-muted" />
        )}
      </Button>
    </h3>
  )
}

function Opening({ provider, children }: { provider: ProviderName; children: ReactNode }) {
  return (
    <Disclosure id={provider} className="group">
      <Heading level={3}>
        <Button slot="trigger" className={rowLook}>
          <Named provider={provider} />
          <ChevronDown
            aria-hidden="true"
            className="size-4 shrink-0 text-muted transition-transform group-data-expanded:rotate-180"
          />
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="flex flex-col gap-2 pt-1.5 pr-4 pb-4 pl-12.5 narrow:pl-4">{children}</div>
      </DisclosurePanel>
    </Disclosure>
  )
}

function Named({ provider }: { provider: ProviderName }) {
  const { title, icon: Icon } = kinds[provider]
  return (
    <>
      <Icon aria-hidden="true" className="size-5 shrink-0 text-muted" strokeWidth={1.75} />
      <span className="min-w-0 flex-1">
        <span className="block font-semibold">{title}</span>
        <span className="block text-sm text-muted">
          {providers.find((one) => one.provider === provider)?.line}
        </span>
      </span>
    </>
  )
}

function NotAsked({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert" className="rounded-card border border-line p-4">
      <p>What can be linked here could not be asked. You can go on without it.</p>
      <KitButton size="small" className="mt-2" onPress={onRetry}>
        Try again
      </KitButton>
    </div>
  )
}
