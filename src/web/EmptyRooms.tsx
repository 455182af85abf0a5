import { EmptyState } from '#kit/EmptyState.tsx'
import { useTitle } from '#kit/use-title.ts'
import { NoRooms } from '#rooms/ui/NoRooms.tsx'
import { useRooms } from '#rooms/ui/use-rooms.ts'

/** Beside the list, while no room is open. */
export function EmptyRooms() {
  useTitle('Rooms')
  const { rooms } = useRooms()
  return (
    <main className="grid h-full place-items-center p-6">
      {rooms?.length === 0 && <NoRooms />}
      {rooms && rooms.length > 0 && (
        <EmptyState title="Choose a room">Or make one, and bring in whoever you want to meet.</EmptyState>
      )}
    </main>
  )
}
