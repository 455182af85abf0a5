import type { ReactNode } from 'react'

import { FailedState } from '#kit/FailedState.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useTitle } from '#kit/use-title.ts'

import type { Me } from '../contract/me.ts'
import { useMe } from './use-me.ts'

type SettingsSectionProps = { title: string; children: (me: Me) => ReactNode }

/** One page of personal settings: its title, and its content as soon as the person is known. */
export function SettingsSection({ title, children }: SettingsSectionProps) {
  useTitle(title)
  const { me, isLoading, failure, retry } = useMe()
  return (
    <section aria-label={title} className="max-w-[520px]">
      <h1 className="text-lg font-semibold">{title}</h1>
      <div className="mt-6">
        {isLoading && <SkeletonLines count={6} label="Reading your settings" />}
        {failure && (
          <FailedState title="Your settings could not be read" onRetry={retry}>
            Nothing is lost. Check your connection, or try again in a moment.
          </FailedState>
        )}
        {me && children(me)}
      </div>
    </section>
  )
}
