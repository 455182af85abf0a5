import { useMe } from '#accounts/ui/use-me.ts'
import { DatePicker } from '#kit/DatePicker.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { Select } from '#kit/Select.tsx'
import { TimeField } from '#kit/TimeField.tsx'
import { useNow } from '#kit/use-now.ts'
import type { Member } from '#rooms/contract/room.ts'
import { dateAt } from '#time/zone.ts'

import type { Part } from '../agreement.ts'
import { type AgreementDraft, firstAgreement } from './agreement-draft.ts'
import type { OfferDraft } from './use-offer-draft.ts'

type WhoDecidesProps = {
  draft: OfferDraft
  members: readonly Member[]
  onChange: (draft: OfferDraft) => void
  fieldErrors: Record<string, string>
}

const ways = [
  { value: 'first', title: 'The first to confirm', detail: 'Whoever picks a time books it for all' },
  {
    value: 'all',
    title: 'Everyone named must agree',
    detail: 'Each marks what suits; the earliest is booked',
  },
] as const

/** In a room of three or more: whether the first to confirm books, or named members must agree. */
export function WhoDecides({ draft, members, onChange, fieldErrors }: WhoDecidesProps) {
  const { me } = useMe()
  const now = useNow()
  const others = members.filter((one) => one.personId !== me?.id)
  const { agreement = null } = draft
  const change = (next: AgreementDraft | null) => onChange({ ...draft, agreement: next })
  return (
    <>
      <RadioCards
        label="Who decides"
        options={ways}
        columns={2}
        value={agreement ? 'all' : 'first'}
        onChange={(way) => change(way === 'all' ? firstAgreement(draft, others, now) : null)}
      />
      {agreement && (
        <>
          <NamedPeople
            agreement={agreement}
            members={others}
            onChange={change}
            errorMessage={fieldErrors['agreement.people']}
          />
          <Deadline
            agreement={agreement}
            timeZone={draft.timeZone}
            untilDate={draft.untilDate}
            onChange={change}
            errorMessage={fieldErrors['agreement.answerBy']}
          />
        </>
      )}
    </>
  )
}

const parts: readonly { value: Part | 'unasked'; label: string }[] = [
  { value: 'required', label: 'Must agree' },
  { value: 'optional', label: 'Optional' },
  { value: 'unasked', label: 'Not asked' },
]

type NamedPeopleProps = {
  agreement: AgreementDraft
  members: readonly Member[]
  onChange: (agreement: AgreementDraft) => void
  errorMessage: string | undefined
}

function NamedPeople({ agreement, members, onChange, errorMessage }: NamedPeopleProps) {
  const rename = (personId: string, part: Part | 'unasked') => {
    const { [personId]: _, ...others } = agreement.parts
    onChange({ ...agreement, parts: part === 'unasked' ? others : { ...others, [personId]: part } })
  }
  return (
    <div role="group" aria-label="Who is asked" className="flex flex-col gap-2">
      <p className="font-medium">Who is asked</p>
      {members.map(({ personId, name }) => (
        <div key={personId} className="flex items-center gap-3">
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <Select
            label={name}
            isLabelHidden
            options={parts}
            value={agreement.parts[personId] ?? 'unasked'}
            onChange={(part) => rename(personId, part)}
            className="w-40 shrink-0"
          />
        </div>
      ))}
      {errorMessage && (
        <p role="alert" className="text-sm text-bad">
          {errorMessage}
        </p>
      )}
    </div>
  )
}

type DeadlineProps = {
  agreement: AgreementDraft
  timeZone: string
  /** The last date that is offered. */
  untilDate: string
  onChange: (agreement: AgreementDraft) => void
  errorMessage: string | undefined
}

/** Until when answers are hoped for, on the clock of the offer. */
export function Deadline({ agreement, timeZone, untilDate, onChange, errorMessage }: DeadlineProps) {
  const now = useNow()
  return (
    <div role="group" aria-label="Answer until" className="flex flex-col gap-1">
      <div className="grid grid-cols-2 gap-4">
        <DatePicker
          label="Answer until"
          value={agreement.byDate}
          onChange={(byDate) => byDate && onChange({ ...agreement, byDate })}
          min={dateAt(timeZone, now)}
          max={untilDate}
        />
        <TimeField
          label="At"
          value={agreement.byTime}
          onChange={(byTime) => byTime && onChange({ ...agreement, byTime })}
        />
      </div>
      {errorMessage ? (
        <p role="alert" className="text-sm text-bad">
          {errorMessage}
        </p>
      ) : (
        <p className="text-sm text-muted">Those who have not answered are reminded twice before.</p>
      )}
    </div>
  )
}
