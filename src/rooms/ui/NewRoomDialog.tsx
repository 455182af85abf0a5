import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'

import { call } from '#kit/api.ts'

import { makeRoom } from '../contract/room.ts'
import { RoomNameDialog } from './RoomNameDialog.tsx'

type Props = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }

/** Asks for a name and opens the new room. */
export function NewRoomDialog({ isOpen, onOpenChange }: Props) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  async function make(name: string): Promise<void> {
    const { roomId } = await call(makeRoom, { body: { name } })
    void queries.invalidateQueries({ queryKey: ['rooms'] })
    // Not awaited: the dialog is closed by the time the room stands, and the focus goes where one writes.
    void navigate({ to: '/rooms/$roomId', params: { roomId } })
  }
  return (
    <RoomNameDialog
      title="New room"
      description="A room is for people who have something to talk about. You can rename it later."
      doLabel="Make room"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      onName={make}
    />
  )
}
