import { mediaFailure, type MediaFailure, type MediaKind } from '../media-failure.ts'
import type { OwnTracks } from './engine.ts'
import { type Choices, keepChoices, readChoices } from './kept-choices.ts'

/** One's own devices, as they stand. */
export type OwnState = {
  /** On, or asked for. */
  microphone: boolean
  camera: boolean
  sharing: boolean
  tracks: OwnTracks
  failures: Partial<Record<MediaKind, MediaFailure>>
  devices: readonly MediaDeviceInfo[]
  choices: Choices
  /** False while the browser asks its person. */
  isReady: boolean
}

/** One's own microphone, camera and screen, for as long as a page needs them. */
export type OwnMedia = {
  state(): OwnState
  onChange(hear: () => void): () => void
  /** Asks for what was used last time. */
  open(): Promise<void>
  setMicrophone(on: boolean): Promise<void>
  setCamera(on: boolean): Promise<void>
  setSharing(on: boolean): Promise<void>
  /** Off because the call has no place for it, and not by its person's wish: next time it is asked for again. */
  putOut(kind: 'camera' | 'screen'): void
  choose(changes: Partial<Pick<Choices, 'microphoneId' | 'cameraId' | 'speakerId'>>): Promise<void>
  close(): void
}

const silence = { microphone: null, camera: null, screen: null }

/** Opens nothing yet: the browser is asked with `open`. */
export function createOwnMedia(): OwnMedia {
  const hearers = new Set<() => void>()
  const choices = readChoices()
  let state: OwnState = {
    microphone: choices.microphone,
    camera: choices.camera,
    sharing: false,
    tracks: silence,
    failures: {},
    devices: [],
    choices,
    isReady: false,
  }
  let closed = false
  const devices = 'mediaDevices' in navigator ? navigator.mediaDevices : undefined
  devices?.addEventListener('devicechange', lookAgain)

  return {
    state: () => state,
    onChange(hear) {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
    async open() {
      if (state.isReady || closed) return
      // Together, so that the browser asks once; where that fails, each for itself, so that one works without the other.
      const tookBoth = state.microphone && state.camera && (await takeBoth())
      if (tookBoth) return settle()
      if (state.microphone) await take('microphone')
      if (state.camera) await take('camera')
      await settle()
    },
    async setMicrophone(on) {
      keep({ microphone: on })
      const { microphone } = state.tracks
      if (microphone) {
        // Muted and not stopped: whoever speaks again is heard at once.
        microphone.enabled = on
        return change({ microphone: on })
      }
      change({ microphone: on })
      if (on) await take('microphone')
    },
    async setCamera(on) {
      keep({ camera: on })
      change({ camera: on })
      if (on) await take('camera')
      else drop('camera')
    },
    putOut(kind) {
      if (kind === 'camera') change({ camera: false })
      drop(kind)
    },
    setSharing: (on) => (on ? take('screen') : Promise.resolve(drop('screen'))),
    async choose(changes) {
      keep(changes)
      if ('microphoneId' in changes && state.tracks.microphone) await take('microphone')
      if ('cameraId' in changes && state.camera) await take('camera')
    },
    close() {
      closed = true
      devices?.removeEventListener('devicechange', lookAgain)
      for (const track of Object.values(state.tracks)) track?.stop()
      state = { ...state, tracks: silence }
      hearers.clear()
    },
  }

  function change(changes: Partial<OwnState>): void {
    if (closed) return
    state = { ...state, ...changes }
    for (const hear of hearers) hear()
  }

  function keep(changes: Partial<Choices>): void {
    const chosen = { ...state.choices, ...changes }
    keepChoices(chosen)
    change({ choices: chosen })
  }

  async function settle(): Promise<void> {
    await listDevices()
    change({ isReady: true })
  }

  function lookAgain(): void {
    void listDevices()
  }

  async function listDevices(): Promise<void> {
    const found = await devices?.enumerateDevices().catch(() => [])
    const before = state.devices
    change({ devices: found ?? [] })
    // What was missing may have been plugged in.
    for (const kind of ['microphone', 'camera'] as const) {
      const isNew = countOf(found ?? [], kind) > countOf(before, kind)
      if (!state.isReady || !isNew || !state.failures[kind] || !state.choices[kind]) continue
      change({ [kind]: true })
      await take(kind)
    }
  }

  async function takeBoth(): Promise<boolean> {
    try {
      const stream = await devices?.getUserMedia({ audio: soundWanted(), video: pictureWanted() })
      if (!stream) return false
      for (const track of stream.getTracks()) hold(track.kind === 'audio' ? 'microphone' : 'camera', track)
      return true
    } catch {
      return false
    }
  }

  async function take(kind: MediaKind): Promise<void> {
    try {
      const track = await ask(kind)
      hold(kind, track)
      await listDevices()
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      // Whoever closes the list of screens has changed their mind, and knows it.
      const isOwnWish = kind === 'screen' && name === 'NotAllowedError'
      const failures = isOwnWish ? state.failures : { ...state.failures, [kind]: mediaFailure(kind, name) }
      change({ failures, ...(kind === 'screen' ? { sharing: false } : { [kind]: false }) })
    }
  }

  async function ask(kind: MediaKind): Promise<MediaStreamTrack> {
    if (!devices) throw Object.assign(new Error('There are no devices here.'), { name: 'InsecureContext' })
    const stream =
      kind === 'screen'
        ? await devices.getDisplayMedia({ video: { frameRate: 15 }, audio: false })
        : await askChosen(devices, kind)
    const [track] = stream.getTracks()
    if (!track) throw Object.assign(new Error('Nothing came.'), { name: 'NotReadableError' })
    return track
  }

  // What was chosen last time may be at home, on the other desk: then any other will do.
  async function askChosen(from: MediaDevices, kind: 'microphone' | 'camera'): Promise<MediaStream> {
    const wanted = kind === 'camera' ? { video: pictureWanted() } : { audio: soundWanted() }
    try {
      return await from.getUserMedia(wanted)
    } catch (error) {
      const isGone = error instanceof Error && goneNames.includes(error.name)
      if (!isGone) throw error
      return from.getUserMedia(kind === 'camera' ? { video: anyPicture } : { audio: anySound })
    }
  }

  function hold(kind: MediaKind, track: MediaStreamTrack): void {
    if (closed) return track.stop()
    state.tracks[kind]?.stop()
    if (kind === 'microphone') track.enabled = state.microphone
    if (kind === 'screen') track.contentHint = 'detail'
    track.addEventListener('ended', () => onEnded(kind, track))
    const { [kind]: _, ...failures } = state.failures
    const tracks = { ...state.tracks, [kind]: track }
    change({ tracks, failures, ...(kind === 'screen' && { sharing: true }) })
    // Switched off while the browser was asking.
    if (kind === 'camera' && !state.camera) drop('camera')
  }

  function drop(kind: MediaKind): void {
    state.tracks[kind]?.stop()
    change({ tracks: { ...state.tracks, [kind]: null }, ...(kind === 'screen' && { sharing: false }) })
  }

  // Pulled out, or ended from outside the page; any other device will do.
  function onEnded(kind: MediaKind, track: MediaStreamTrack): void {
    if (closed || state.tracks[kind] !== track) return
    drop(kind)
    if (kind !== 'screen') void take(kind)
  }

  // Exactly that one: among mere wishes a browser would rather give a sharper camera than the one that was chosen.
  function soundWanted(): MediaTrackConstraints {
    const { microphoneId } = state.choices
    return { ...anySound, ...(microphoneId && { deviceId: { exact: microphoneId } }) }
  }

  function pictureWanted(): MediaTrackConstraints {
    const { cameraId } = state.choices
    return { ...anyPicture, ...(cameraId && { deviceId: { exact: cameraId } }) }
  }
}

const goneNames = ['OverconstrainedError', 'NotFoundError']
const anySound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
const anyPicture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }

function countOf(devices: readonly MediaDeviceInfo[], kind: 'microphone' | 'camera'): number {
  const wanted = kind === 'microphone' ? 'audioinput' : 'videoinput'
  return devices.filter((device) => device.kind === wanted).length
}
