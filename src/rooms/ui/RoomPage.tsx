import { useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { Refused } from '#kit/api.ts'
import { EmptyState } from '#kit/EmptyState.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { PersonTonesProvider } from '#kit/person-tones.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useTitle } from '#kit/use-title.ts'

import type { RoomState } from '../room.ts'
import { DetailsDrawer } from './DetailsDrawer.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'
import { RoomHeader } from './RoomHeader.tsx'
import { Talk } from './Talk.tsx'
import { useRoom } from './use-room.ts'

/** One room: who is there, what is said, and where to write. Give it a `key` of the room's id. */
export function RoomPage({ roomId }: { roomId: string }) {
  const { me } = useMe()
  const { room, failure, retry, loadEarlier, isLoadingEarlier } = useRoom(roomId)
  useTitle(room?.room.name ?? 'Room')
  if (failure instanceof Refused && failure.status === 404) return <NoSuchRoom />
  if (failure) return <FailedRoom onRetry={retry} />
  if (!room || !me) return <WaitingRoom />
  return (
    <OpenRoom state={room} personId={me.id} loadEarlier={loadEarlier} isLoadingEarlier={isLoadingEarlier} />
  )
}

type OpenRoomProps = {
  state: RoomState
  personId: string
  loadEarlier: () => void
  isLoadingEarlier: boolean
}

function OpenRoom({ state, personId, loadEarlier, isLoadingEarlier }: OpenRoomProps) {
  const [showsDetails, setShowsDetails] = useState(false)
  // The reader has the same colour in every room; the others differ from it, and from each other.
  const people = [personId, ...state.members.map((member) => member.personId)]
  return (
    <PersonTonesProvider ids={people}>
      <div className="flex h-full">
        <main className="flex min-w-0 flex-1 flex-col">
          <RoomHeader
            state={state}
            personId={personId}
            onDetails={() => setShowsDetails((shown) => !shown)}
          />
          <OfflineBanner />
          <Talk
            state={state}
            personId={personId}
            loadEarlier={loadEarlier}
            isLoadingEarlier={isLoadingEarlier}
            onBringIn={() => setShowsDetails(true)}
          />
        </main>
        {showsDetails && (
          <DetailsDrawer state={state} personId={personId} onClose={() => setShowsDetails(false)} />
        )}
      </div>
    </PersonTonesProvider>
  )
}

function WaitingRoom() {
  return (
    <main className="flex h-full flex-col justify-end p-6">
      <SkeletonLines count={8} label="Opening the room" />
    </main>
  )
}

function FailedRoom({ onRetry }: { onRetry: () => void }) {
  return (
    <main className="grid h-full place-items-center p-6">
      <FailedState title="This room could not be opened" onRetry={onRetry}>
        Nothing in it is lost.
      </FailedState>
    </main>
  )
}

function NoSuchRoom() {
  return (
    <main className="grid h-full place-items-center p-6">
      <EmptyState
        title="There is no room here for you"
        action={<LinkButton href="/rooms">To your rooms</LinkButton>}
      >
        It may be gone, or you are not in it any more. Whoever is in it can bring you in.
      </EmptyState>
    </main>
  )
}
