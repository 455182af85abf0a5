import type { PresentSeat } from '../contract.ts'
import type { Remote } from './engine.ts'
import type { TileView } from './Tile.tsx'

type Own = { seatId: string; camera: MediaStream | null; screen: MediaStream | null }

/** What stands on the stage: the screens that are presented first, then everybody, oneself last. */
export function tilesOf(seats: readonly PresentSeat[], remotes: readonly Remote[], own: Own): TileView[] {
  const ordered = [
    ...seats.filter(({ id }) => id !== own.seatId),
    ...seats.filter(({ id }) => id === own.seatId),
  ]
  const views = ordered.map((seat) => {
    const isOwn = seat.id === own.seatId
    const remote = remotes.find(({ seatId }) => seatId === seat.id)
    const { personId, name, microphone } = seat
    const shared = { personId, name, isOwn, microphone }
    const camera = isOwn ? own.camera : seat.camera ? (remote?.camera ?? null) : null
    const screen = isOwn ? own.screen : seat.sharing ? (remote?.screen ?? null) : null
    const trouble = isOwn ? null : troubleOf(remote)
    return {
      person: { ...shared, key: seat.id, isScreen: false, stream: camera, trouble },
      screen: screen && {
        ...shared,
        key: `${seat.id} screen`,
        isScreen: true,
        stream: screen,
        trouble: null,
      },
    }
  })
  return [...views.flatMap(({ screen }) => screen ?? []), ...views.map(({ person }) => person)]
}

/** What is wrong on the way to somebody, in a word or two. */
function troubleOf(remote: Remote | undefined): string | null {
  if (!remote || remote.connection === 'connecting') return remote?.noWay ? 'Not connected' : 'Connecting…'
  if (remote.connection === 'reconnecting') return 'Reconnecting…'
  return remote.connection === 'lost' ? 'Connection lost' : null
}
