import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { CheckboxGroup } from '#kit/CheckboxGroup.tsx'
import { instantOf } from '#time/instant.ts'

import { markAbsence } from '../contract/attendance.ts'
import type { Meeting } from '../contract/meeting.ts'
import { useMeetingChange } from './use-meeting-change.ts'
import { useSaying } from './use-saying.ts'

type WhoCameProps = { meeting: Meeting; personId: string | undefined }

/** For organizer and booker, once a meeting has started: note who did not come, or take it back. */
export function WhoCame({ meeting, personId }: WhoCameProps) {
  const [isOpen, setOpen] = useState(false)
  const others = expectedOthers(meeting, personId)
  if (others.length === 0) return null
  return (
    <>
      <Button variant="quiet" className="narrow:px-1" onPress={() => setOpen(true)}>
        Who did not come?
      </Button>
      {isOpen && <Marking meeting={meeting} personId={personId} onClose={() => setOpen(false)} />}
    </>
  )
}

function Marking({ meeting, personId, onClose }: WhoCameProps & { onClose: () => void }) {
  const change = useMeetingChange(meeting.id)
  const say = useSaying()
  const others = expectedOthers(meeting, personId)
  const before = others.filter(({ missed }) => missed).map((one) => one.personId)
  const [missing, setMissing] = useState<string[]>(before)
  const changed = others.filter((one) => one.missed !== missing.includes(one.personId))

  // What was recorded stands beside who is about to be marked.
  function seenIn(stay: Meeting['people'][number]['wasIn']): { detail?: string } {
    if (!stay) return {}
    const from = instantOf(stay.from)
    if (stay.until === null) return { detail: `In the call since ${say.time(from)}` }
    return { detail: `In the call: ${say.timeRange(from, instantOf(stay.until))}` }
  }

  async function save(): Promise<void> {
    for (const { personId: about } of changed) {
      const params = { meetingId: meeting.id, personId: about }
      const body = { missed: missing.includes(about) }
      if (!(await change.run(() => call(markAbsence, { params, body })))) return
    }
    announce('It is noted')
    onClose()
  }

  return (
    <Dialog
      title="Who did not come?"
      description="It stands on the card for everybody in the room. You can take it back."
      width="narrow"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            Go back
          </Button>
          <Button
            variant="primary"
            isPending={change.isPending}
            isDisabled={changed.length === 0}
            onPress={() => void save()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <CheckboxGroup
          label="Did not come"
          options={others.map((one) => ({ value: one.personId, label: one.name, ...seenIn(one.wasIn) }))}
          value={missing}
          onChange={setMissing}
        />
        {change.failure && <Banner tone="bad">{change.failure}</Banner>}
      </div>
    </Dialog>
  )
}

function expectedOthers({ people }: Meeting, personId: string | undefined) {
  return people.filter((one) => one.personId !== personId && one.rsvp !== 'declined')
}
