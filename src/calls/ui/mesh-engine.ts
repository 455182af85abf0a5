import type { Signal } from '../contract.ts'
import type { Engine, EngineNeeds, OwnTracks, Remote } from './engine.ts'
import { openPeer, type Peer } from './mesh-peer.ts'

const mostEarly = 20

/** Connects every page with every other one directly. */
export function createMeshEngine(needs: EngineNeeds): Engine {
  const peers = new Map<string, Peer>()
  /** What came from pages of which we were not told yet: the word that they are in may take another way. */
  const early = new Map<string, Signal[]>()
  const hearers = new Set<() => void>()
  let own: OwnTracks = { microphone: null, camera: null, screen: null }
  let remotes: readonly Remote[] = []

  function changed(): void {
    remotes = [...peers.values()].map((peer) => peer.remote())
    for (const hear of hearers) hear()
  }

  return {
    meet(seatIds) {
      for (const [seatId, peer] of peers) {
        if (seatIds.includes(seatId)) continue
        peer.close()
        peers.delete(seatId)
      }
      for (const seatId of seatIds) {
        if (peers.has(seatId)) continue
        const peer = openPeer({ seatId, needs, tracks: own, changed })
        peers.set(seatId, peer)
        for (const signal of early.get(seatId) ?? []) peer.hear(signal)
        early.delete(seatId)
      }
      for (const peer of peers.values()) peer.fit(peers.size + 1)
      changed()
    },
    hear(from, signal) {
      const peer = peers.get(from)
      if (peer) peer.hear(signal)
      else early.set(from, [...(early.get(from) ?? []), signal].slice(-mostEarly))
    },
    send(tracks) {
      own = tracks
      for (const peer of peers.values()) peer.send(tracks)
    },
    resume() {
      for (const peer of peers.values()) peer.resume()
    },
    remotes: () => remotes,
    loudness: (seatId) => peers.get(seatId)?.loudness() ?? 0,
    onChange(hear) {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
    close() {
      for (const peer of peers.values()) peer.close()
      peers.clear()
      hearers.clear()
    },
  }
}
