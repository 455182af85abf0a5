import { Clock } from 'lucide-react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Menu } from '#kit/Menu.tsx'

import { lateChoices, type LateMinutes } from '../attendance.ts'
import { sayLate } from '../contract/attendance.ts'
import type { Meeting } from '../contract/meeting.ts'
import { useMeetingChange } from './use-meeting-change.ts'

/** Says, around a meeting's start, how late one will be; or that one is on time after all. */
export function RunningLate({ meeting, personId }: { meeting: Meeting; personId: string | undefined }) {
  const change = useMeetingChange(meeting.id)
  const mine = meeting.people.find((one) => one.personId === personId)
  if (!mine || mine.rsvp === 'declined') return null

  async function say(minutes: LateMinutes): Promise<void> {
    const done = await change.run(() =>
      call(sayLate, { params: { meetingId: meeting.id }, body: { minutes } }),
    )
    if (done) announce(minutes === 0 ? 'You said that you are on time' : `You said ${minutes} minutes late`)
  }

  return (
    <>
      <Menu
        label="Running late"
        placement="bottom start"
        trigger={
          <Button variant="quiet" icon={Clock} isPending={change.isPending}>
            {mine.lateMinutes ? `${mine.lateMinutes} min late` : 'Running late'}
          </Button>
        }
        items={[
          ...lateChoices.map((minutes) => ({
            id: String(minutes),
            label: `Running ${minutes} minutes late`,
            onAction: () => void say(minutes),
          })),
          ...(mine.lateMinutes
            ? [{ id: 'on-time', label: 'On time after all', onAction: () => void say(0) }]
            : []),
        ]}
      />
      {change.failure && <Banner tone="bad">{change.failure}</Banner>}
    </>
  )
}
