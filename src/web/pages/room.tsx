import { Outlet, useParams, useSearch } from '@tanstack/react-router'

import { SchedulePicker } from '#meetings/ui/SchedulePicker.tsx'
import { RoomPage } from '#rooms/ui/RoomPage.tsx'

/** /rooms/:roomId, and what stands over it */
export function Room() {
  const { roomId } = useParams({ from: '/signed-in/rooms/$roomId' })
  return (
    <>
      <RoomPage key={roomId} roomId={roomId} />
      <Outlet />
    </>
  )
}

/** /rooms/:roomId/invites/:inviteId */
export function Invite() {
  const { roomId, inviteId } = useParams({ from: '/signed-in/rooms/$roomId/invites/$inviteId' })
  const { day, zone, at } = useSearch({ from: '/signed-in/rooms/$roomId/invites/$inviteId' })
  return <SchedulePicker roomId={roomId} inviteId={inviteId} day={day} zone={zone} at={at} />
}
