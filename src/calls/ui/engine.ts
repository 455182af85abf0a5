import type { Signal } from '../contract.ts'

/** What one sends, always in this order; null where nothing. */
export type OwnTracks = {
  microphone: MediaStreamTrack | null
  camera: MediaStreamTrack | null
  screen: MediaStreamTrack | null
}

/** Why no way to somebody was found, as far as a browser can know. */
export type NoWay = 'relay-refused' | 'relay-unreachable' | 'no-way'

/** Somebody else in the call, as their sound and pictures come in. */
export type Remote = {
  seatId: string
  microphone: MediaStream | null
  camera: MediaStream | null
  screen: MediaStream | null
  /** `lost`: given up; whoever wants to hear them comes in anew. */
  connection: 'connecting' | 'connected' | 'reconnecting' | 'lost'
  /** Set once it takes long. */
  noWay: NoWay | null
}

/** What an engine needs of the page. */
export type EngineNeeds = {
  ownSeat: string
  /** Servers that help to connect, with credentials that are good now. */
  readServers(): Promise<RTCConfiguration>
  /** Says something to another page; rejects when that could not be done. */
  say(to: string, signal: Signal): Promise<void>
}

/** Carries sound and pictures between those in a call. The page knows this and nothing of how it is done. */
export interface Engine {
  /** Who else is in; connections to others are made, those to who left are closed at once. */
  meet(seatIds: readonly string[]): void
  /** What another page said. */
  hear(from: string, signal: Signal): void
  /** What one sends from now on. */
  send(tracks: OwnTracks): void
  /** The line to the server is back: what could not be said before is said now. */
  resume(): void
  remotes(): readonly Remote[]
  /** How loud somebody is, from 0 to 1. */
  loudness(seatId: string): number
  onChange(hear: () => void): () => void
  close(): void
}
