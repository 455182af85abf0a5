import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'

import { useFailure } from '#accounts/ui/use-failure.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { DatePicker } from '#kit/DatePicker.tsx'
import { Form } from '#kit/Form.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { TimeField } from '#kit/TimeField.tsx'
import { toIso } from '#time/instant.ts'
import { type LocalDate, minutesOf, type WallTime } from '#time/wall-time.ts'
import { toInstant } from '#time/zone.ts'

import type { Invite } from '../contract/invite.ts'
import { explainStart, readReason } from '../contract/why.ts'
import { MissingReasons } from './MissingReasons.tsx'

/** For the sender of an invite: why a time is not among those offered, and where to change it. */
export function WhyMissing({ invite, day }: { invite: Invite; day: LocalDate | null }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Disclosure className="group" isExpanded={isOpen} onExpandedChange={setOpen}>
      <Heading level={3}>
        <AriaButton
          slot="trigger"
          className="control -ml-2 rounded-card px-2 text-muted underline decoration-line-strong/60 underline-offset-3 data-hovered:text-text"
        >
          Why is a time missing?
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <Asking key={day} invite={invite} day={day} isOpen={isOpen} />
      </DisclosurePanel>
    </Disclosure>
  )
}

type AskingProps = { invite: Invite; day: LocalDate | null; isOpen: boolean }

function Asking({ invite, day, isOpen }: AskingProps) {
  const { timeZone } = usePreferences()
  const [date, setDate] = useState(day)
  const [time, setTime] = useState<WallTime | null>(null)
  const asking = useMutation({ mutationFn: (startsAt: string) => ask(invite.id, startsAt) })
  const failure = useFailure(asking.error)
  // On a low screen it opens, and answers, below what is seen of the dialog.
  const whole = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isOpen) whole.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpen, asking.data])
  const send = () => {
    if (date && time) asking.mutate(toIso(toInstant(timeZone, date, minutesOf(time))))
  }
  return (
    <div ref={whole} className="flex scroll-mb-6 flex-col gap-3 pt-2">
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
      <div role="status">{asking.data && <MissingReasons reasons={asking.data} />}</div>
    </div>
  )
}

async function ask(inviteId: string, startsAt: string) {
  const { reasons } = await call(explainStart, { params: { inviteId }, query: { startsAt } })
  return reasons.map(readReason)
}
