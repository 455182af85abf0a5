import { Drawer } from '#kit/Drawer.tsx'

import type { RoomState } from '../room.ts'
import { BringIn } from './BringIn.tsx'
import { MemberList } from './MemberList.tsx'

type Props = { state: RoomState; personId: string; onClose: () => void }

/** Who is in the room, and the ways to bring others in. */
export function DetailsDrawer({ state, personId, onClose }: Props) {
  return (
    <Drawer title="People" onClose={onClose}>
      <div className="flex flex-col gap-8">
        <MemberList state={state} personId={personId} />
        <BringIn roomId={state.room.id} />
      </div>
    </Drawer>
  )
}
