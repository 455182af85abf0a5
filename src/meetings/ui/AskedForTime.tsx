import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'

import type { Meeting } from '../contract/meeting.ts'
import { closeNewTimes } from '../contract/moving.ts'

type AskedForTimeProps = {
  meeting: Meeting
  personId: string | undefined
  onTake: () => void
  onChange: () => void
}

/** On the card, while the organizer asks for a new time: what is asked, and what each side can do about it. */
export function AskedForTime({ meeting, personId, onTake, onChange }: AskedForTimeProps) {
  const { newTimes, organizer, bookedBy } = meeting
  if (!newTimes) return null
  const isMine = organizer.personId === personId
  const who = isMine ? 'You ask' : `${organizer.name} asks`
  const isBookerThere = meeting.people.some((one) => one.role === 'booker')
  const waits = newTimes.mayTakeUp ? '' : ` ${isBookerThere ? bookedBy.name : 'Somebody'} picks one.`
  return (
    <div className="mt-4">
      <Banner tone="time">
        <p className="font-semibold">{`${who} for a new time`}</p>
        <p>
          {newTimes.reason && `“${newTimes.reason}” `}
          {`Until one is chosen, this time stands.${isMine || !newTimes.mayTakeUp ? waits : ''}`}
        </p>
        <div className="mt-2 flex flex-wrap gap-2">
          {newTimes.mayTakeUp && (
            <Button variant="primary" size="small" onPress={onTake}>
              Choose a new time
            </Button>
          )}
          {isMine && (
            <Button size="small" onPress={onChange}>
              Change
            </Button>
          )}
          {newTimes.mayClose && <Closing meeting={meeting} isMine={isMine} />}
        </div>
      </Banner>
    </div>
  )
}

function Closing({ meeting, isMine }: { meeting: Meeting; isMine: boolean }) {
  const [isOpen, setOpen] = useState(false)
  const queries = useQueryClient()
  const label = isMine ? 'Withdraw' : 'Keep this time'
  const close = async () => {
    const params = { meetingId: meeting.id }
    const { meeting: kept } = await call(closeNewTimes, { params })
    queries.setQueryData(['meeting', meeting.id], kept)
    announce('The meeting stays at its time')
  }
  return (
    <>
      <Button variant="quiet" size="small" onPress={() => setOpen(true)}>
        {label}
      </Button>
      <ConfirmDialog
        title={isMine ? 'Take the new times back?' : 'Keep the meeting at this time?'}
        confirmLabel={label}
        isOpen={isOpen}
        onOpenChange={setOpen}
        onConfirm={close}
      >
        {isMine
          ? 'The meeting stays at its time. You can ask for a new one again.'
          : `${meeting.organizer.name} is told that you would rather keep it.`}
      </ConfirmDialog>
    </>
  )
}
