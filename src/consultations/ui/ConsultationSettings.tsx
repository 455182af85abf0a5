import { Plus } from 'lucide-react'

import type { Me } from '#accounts/contract/me.ts'
import { HandleForm } from '#accounts/ui/HandleForm.tsx'
import { SettingsSection } from '#accounts/ui/SettingsSection.tsx'
import { call } from '#kit/api.ts'
import { CopyField } from '#kit/CopyField.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextLink } from '#kit/TextLink.tsx'

import { type OwnOffering, orderOfferings } from '../contract.ts'
import { OfferingRow } from './OfferingRow.tsx'
import { useOfferingChange, useOfferings } from './use-offerings.ts'

const newPath = '/settings/consultations/new'

/** /settings/consultations: what one can be booked for, and where it stands. */
export function ConsultationSettings() {
  return <SettingsSection title="Consultations">{(me) => <Content me={me} />}</SettingsSection>
}

function Content({ me }: { me: Me }) {
  const { data, error, isPending, refetch } = useOfferings()
  if (isPending) return <SkeletonLines count={6} label="Reading what you offer" />
  if (error && !data) {
    return (
      <FailedState title="What you offer could not be read" onRetry={() => void refetch()}>
        Nothing is lost. Check your connection, or try again in a moment.
      </FailedState>
    )
  }
  return (
    <div className="flex flex-col gap-8">
      <Place me={me} onTaken={() => void refetch()} hasPage={data.offerings.some((one) => one.isOn)} />
      {data.offerings.length === 0 ? <NothingYet /> : <List offerings={data.offerings} />}
    </div>
  )
}

function Place({ me, onTaken, hasPage }: { me: Me; onTaken: () => void; hasPage: boolean }) {
  if (me.handle === null) return <HandleForm me={me} onSaved={onTaken} />
  return (
    <CopyField
      label="Your page"
      value={`${location.origin}/p/${me.handle}`}
      description={
        <>
          {hasPage
            ? 'Everything you offer to anyone stands there.'
            : 'It is empty as long as nothing you offer is on.'}{' '}
          <TextLink href="/settings/profile">Change its address</TextLink>
        </>
      }
    />
  )
}

function NothingYet() {
  return (
    <EmptyState
      title="You offer nothing yet"
      action={
        <LinkButton variant="primary" icon={Plus} href={newPath}>
          Offer a consultation
        </LinkButton>
      }
    >
      Say what you can be booked for. It gets a page of its own, and whoever books it meets you in a room.
    </EmptyState>
  )
}

function List({ offerings }: { offerings: readonly OwnOffering[] }) {
  const order = useOfferingChange((offeringIds: string[]) => call(orderOfferings, { body: { offeringIds } }))
  const move = (from: number, to: number): void => {
    const ids = offerings.map(({ id }) => id)
    ids.splice(to, 0, ...ids.splice(from, 1))
    order.mutate(ids)
  }
  return (
    <section aria-label="What you offer">
      <ul className="divide-y divide-line border-y border-line">
        {offerings.map((offering, index) => (
          <li key={offering.id}>
            <OfferingRow
              offering={offering}
              onEarlier={index > 0 ? () => move(index, index - 1) : undefined}
              onLater={index < offerings.length - 1 ? () => move(index, index + 1) : undefined}
            />
          </li>
        ))}
      </ul>
      <LinkButton icon={Plus} href={newPath} className="mt-4">
        Offer something else
      </LinkButton>
    </section>
  )
}
