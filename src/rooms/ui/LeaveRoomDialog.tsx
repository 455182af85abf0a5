import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'

import { call } from '#kit/api.ts'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'

import { leaveRoom } from '../contract/room.ts'
import type { RoomState } from '../room.ts'

type Props = { state: RoomState; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }

/** Asks before leaving, and says what follows. */
export function LeaveRoomDialog({ state, isOpen, onOpenChange }: Props) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { room } = state
  async function leave(): Promise<void> {
    await call(leaveRoom, { params: { roomId: room.id } })
    await navigate({ to: '/rooms' })
    queries.removeQueries({ queryKey: ['room', room.id] })
    void queries.invalidateQueries({ queryKey: ['rooms'] })
  }
  return (
    <ConfirmDialog
      title={`Leave ${room.name}?`}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      confirmLabel="Leave room"
      isDanger
      onConfirm={leave}
    >
      <p>{whatFollows(state)}</p>
    </ConfirmDialog>
  )
}

function whatFollows({ room, members }: RoomState): string {
  const base =
    'You will not see what is written here any more, and you are dropped from its meetings to come.'
  if (members.length === 1) return `${base} You are the last one here: the room stays empty.`
  if (room.role === 'owner') return `${base} The person who has been here longest will own the room.`
  return `${base} Somebody in the room can bring you back.`
}
