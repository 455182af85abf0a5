import { useNavigate, useSearch } from '@tanstack/react-router'
import { CalendarDays } from 'lucide-react'
import { useEffect, useState } from 'react'

import { type LinkingOutcome, outcomes } from '#calendars/ui/linking-outcome.ts'
import { IconButton } from '#kit/IconButton.tsx'
import type { RoomToolProps } from '#rooms/ui/registry.tsx'

import { InviteFlow } from './InviteFlow.tsx'

/** The calendar icon in a room's header: connect a calendar or skip it, and offer times. */
export function CalendarTool({ room, members }: RoomToolProps) {
  const [isOpen, setOpen] = useState(false)
  const [outcome, setOutcome] = useState<LinkingOutcome | undefined>()
  const open = (came?: LinkingOutcome) => {
    setOutcome(came)
    setOpen(true)
  }
  useComingBack(room.id, open)
  return (
    <>
      <IconButton label="Invite to a meeting" icon={CalendarDays} onPress={() => open()} />
      <InviteFlow
        roomId={room.id}
        members={members}
        isOpen={isOpen}
        onOpenChange={setOpen}
        outcome={outcome}
      />
    </>
  )
}

// Whoever set out from here to link an account comes back to the same step; the address says so once.
function useComingBack(roomId: string, open: (outcome?: LinkingOutcome) => void): void {
  const { flow, calendar } = useSearch({ strict: false })
  const navigate = useNavigate()
  useEffect(() => {
    if (flow !== 'invite') return
    open(outcomes.find((one) => one === calendar))
    void navigate({ to: '/rooms/$roomId', params: { roomId }, replace: true })
  })
}
