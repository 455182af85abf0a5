import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'

import { useFailure } from '#accounts/ui/use-failure.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { DatePicker } from '#kit/DatePicker.tsx'
import { Form } from '#kit/Form.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { TextLink } from '#kit/TextLink.tsx'
import { TimeField } from '#kit/TimeField.tsx'
import { instantOf, toIso } from '#time/instant.ts'
import { type LocalDate, minutesOf, type WallTime } from '#time/wall-time.ts'
import { toInstant } from '#time/zone.ts'

import { explainStart, type Invite } from '../contract.ts'
import { type Saying, useSaying } from './use-saying.ts'

type Reason = Awaited<ReturnType<typeof ask>>[number]

/** For the sender of an invite: why a time is not among those offered, and where to change it. */
export function WhyMissing({ invite, day }: { invite: Invite; day: LocalDate | null }) {
  return (
    <Disclosure className="group">
      <Heading level={3}>
        <AriaButton
          slot="trigger"
          className="control -ml-2 rounded-card px-2 text-muted underline decoration-line-strong/60 underline-offset-3 data-hovered:text-text"
        >
          Why is a time missing?
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <Asking key={day} invite={invite} day={day} />
      </DisclosurePanel>
    </Disclosure>
  )
}

function Asking({ invite, day }: { invite: Invite; day: LocalDate | null }) {
  const { timeZone } = usePreferences()
  const say = useSaying()
  const [date, setDate] = useState(day)
  const [time, setTime] = useState<WallTime | null>(null)
  const asking = useMutation({ mutationFn: (startsAt: string) => ask(invite.id, startsAt) })
  const failure = useFailure(asking.error)
  const send = () => {
    if (date && time) asking.mutate(toIso(toInstant(timeZone, date, minutesOf(time))))
  }
  return (
    <div className="flex flex-col gap-3 pt-2">
      <Form failure={failure} onSubmit={send} className="gap-3">
        <div className="flex flex-wrap items-end gap-3">
          <DatePicker label="Day" name="date" value={date} onChange={setDate} className="w-44" />
          <TimeField
            label="Time, on your clock"
            name="startsAt"
            value={time}
            onChange={setTime}
            className="w-36"
          />
          <Button type="submit" isPending={asking.isPending} isDisabled={!date || !time}>
            Ask
          </Button>
        </div>
      </Form>
      <div role="status">
        {asking.data?.length === 0 && <p>This time is offered.</p>}
        <ul className="flex flex-col gap-1">
          {asking.data?.map((reason) => (
            <li key={`${reason.kind} ${reason.name ?? ''} ${reason.startsAt ?? ''}`}>
              {sayReason(reason, say)} <Mend reason={reason} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

async function ask(inviteId: string, startsAt: string) {
  return (await call(explainStart, { params: { inviteId }, query: { startsAt } })).reasons
}

function sayReason({ kind, name, most, startsAt, endsAt }: Reason, say: Saying): string {
  const when = startsAt && endsAt ? say.whole(instantOf(startsAt), instantOf(endsAt)) : 'then'
  switch (kind) {
    case 'over':
      return 'That time has passed.'
    case 'notice':
      return 'It is sooner than your minimum notice.'
    case 'hours':
      return 'It is outside the hours of this invite.'
    case 'steps':
      return 'It falls between the steps at which your meetings begin.'
    case 'day':
    case 'week':
      return `Your limit of ${most} a ${kind} is reached.`
    case 'meeting':
      return `You have a meeting in ${name ?? 'a room'}: ${when}.`
    case 'calendar':
      return `Your calendar ${name ?? ''} says you are busy: ${when}.`
    case 'pause':
      return `It is too close to ${name ?? 'something else'}, ${when}: you keep a pause around meetings.`
    default:
      return `Your calendar ${name ?? ''} cannot be read, so nobody knows whether you are free.`
  }
}

function Mend({ reason: { mend, roomId } }: { reason: Reason }) {
  switch (mend) {
    case 'schedule':
      return <TextLink href="/settings/availability">Change your availability</TextLink>
    case 'calendars':
      return <TextLink href="/settings/calendars">To your calendars</TextLink>
    case 'meeting':
      return roomId && <TextLink href={`/rooms/${roomId}`}>To the meeting</TextLink>
    case 'invite':
      return <span className="text-muted">“Change” on its card offers other hours.</span>
    default:
      return null
  }
}
