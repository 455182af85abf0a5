import { Plus } from 'lucide-react'
import { useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'

import { NewRoomDialog } from './NewRoomDialog.tsx'

/** For who is in no room yet: what rooms are for, and the way to make one. */
export function NoRooms() {
  const [isMaking, setMaking] = useState(false)
  const action = (
    <Button variant="primary" icon={Plus} onPress={() => setMaking(true)}>
      New room
    </Button>
  )
  return (
    <>
      <EmptyState title="No rooms yet" action={action}>
        Make one, bring somebody in, and find a time to meet without leaving it.
      </EmptyState>
      <NewRoomDialog isOpen={isMaking} onOpenChange={setMaking} />
    </>
  )
}
