import type { Signal } from '../contract.ts'
import { sizeFor } from '../sending.ts'
import type { EngineNeeds, NoWay, OwnTracks, Remote } from './engine.ts'

/** The connection to one other page. */
export type Peer = {
  remote(): Remote
  hear(signal: Signal): void
  send(tracks: OwnTracks): void
  /** Sizes the picture for so many people. */
  fit(people: number): void
  resume(): void
  loudness(): number
  close(): void
}

type Candidate = NonNullable<Signal['candidates']>[number]

const lookMs = 1_000
const answerWithinMs = 4_000
const restartAfterMs = 3_000
const restartAgainMs = 8_000
// A browser notices after about 6 s that a way is gone; 15 s after it went, people read why.
const saySoAfterMs = { atFirst: 14_000, later: 8_000 }
const rebuildAfterMs = 30_000
const giveUpAfterMs = 60_000
const candidatesTogetherMs = 40
const candidatesAtOnce = 30

// RFC 8656 §18.4 and RFC 8489 §14.8; 701 is Chromium's and Firefox's own for a server that does not answer.
const refusedCodes = [400, 401, 403, 437, 438, 441, 442, 486, 508]

/**
 * Keeps a connection to one other page, by perfect negotiation (WebRTC 1.0 §10.7). One of the two, the same on both sides,
 * makes the places for sound, camera and screen and begins; later only what is in those places changes, so that muting or
 * presenting negotiates nothing. That side also begins again: with another way, then from the start.
 */
export function openPeer({
  seatId,
  needs,
  tracks,
  changed,
}: {
  seatId: string
  needs: EngineNeeds
  tracks: OwnTracks
  changed: () => void
}): Peer {
  const isPolite = needs.ownSeat > seatId
  let own = tracks
  let people = 2
  let attempt = isPolite ? -1 : 0
  let link: RTCPeerConnection | undefined
  let closed = false
  let makingOffer = false
  let settlingAnswer = false
  let offeredAt = 0
  let hearing: Promise<void> = Promise.resolve()
  let gathered: Candidate[] = []
  let gatherTimer: ReturnType<typeof setTimeout> | undefined
  let relay = { isWanted: false, isFound: false, isRefused: false }
  let streams: Pick<Remote, 'microphone' | 'camera' | 'screen'> = noStreams
  let connection: Remote['connection'] = 'connecting'
  let noWay: NoWay | null = null
  /** Since when there is no connection; null while there is one. */
  let awaySince: number | null = performance.now()
  let wasConnected = false
  let restartedAt = 0
  let hasRebuilt = false

  const timer = setInterval(look, lookMs)
  if (!isPolite) void begin()

  return {
    remote: () => ({ seatId, ...streams, connection, noWay }),
    hear(signal) {
      hearing = hearing.then(() => take(signal)).catch(() => undefined)
    },
    send(next) {
      own = next
      void fill()
    },
    fit(next) {
      const isSame = sizeFor(next) === sizeFor(people)
      people = next
      if (!isSame) void size()
    },
    resume() {
      if (awaySince === null) return
      if (isOffering()) sayDescription()
      else restart()
    },
    loudness: () => link?.getTransceivers()[0]?.receiver.getSynchronizationSources()[0]?.audioLevel ?? 0,
    close() {
      closed = true
      clearInterval(timer)
      clearTimeout(gatherTimer)
      link?.close()
    },
  }

  async function begin(): Promise<void> {
    const made = await makeLink()
    if (!made) return
    for (const kind of ['audio', 'video', 'video']) made.addTransceiver(kind, { direction: 'sendrecv' })
    await fill()
  }

  async function makeLink(): Promise<RTCPeerConnection | undefined> {
    const mine = attempt
    const servers = await needs.readServers().catch(() => ({}))
    if (closed || mine !== attempt) return undefined
    link?.close()
    relay = { ...relay, isWanted: hasRelay(servers), isFound: false }
    gathered = []
    makingOffer = false
    settlingAnswer = false
    const made = new RTCPeerConnection(servers)
    link = made
    made.onnegotiationneeded = () => void offer(made)
    made.onicecandidate = ({ candidate }) => candidate && gather(candidate)
    made.onicecandidateerror = ({ errorCode }) => {
      if (refusedCodes.includes(errorCode)) relay.isRefused = true
    }
    made.onconnectionstatechange = look
    return made
  }

  async function offer(made: RTCPeerConnection): Promise<void> {
    if (made !== link || closed) return
    try {
      makingOffer = true
      await made.setLocalDescription()
      sayDescription()
    } finally {
      makingOffer = false
    }
  }

  function sayDescription(): void {
    const description = link?.localDescription
    if (!description || (description.type !== 'offer' && description.type !== 'answer')) return
    if (description.type === 'offer') offeredAt = performance.now()
    say({ description: { type: description.type, sdp: description.sdp } })
  }

  // Not waited for: what gets lost is said again when it is missed.
  function say(signal: Omit<Signal, 'attempt'>): void {
    needs.say(seatId, { attempt: Math.max(0, attempt), ...signal }).catch(() => undefined)
  }

  function gather({ candidate, sdpMid, sdpMLineIndex, usernameFragment, type }: RTCIceCandidate): void {
    if (type === 'relay') relay.isFound = true
    gathered.push({ candidate, sdpMid, sdpMLineIndex, usernameFragment })
    if (gathered.length >= candidatesAtOnce) return sayCandidates()
    clearTimeout(gatherTimer)
    gatherTimer = setTimeout(sayCandidates, candidatesTogetherMs)
  }

  function sayCandidates(): void {
    clearTimeout(gatherTimer)
    const candidates = gathered
    gathered = []
    if (candidates.length > 0) say({ candidates })
  }

  async function take(signal: Signal): Promise<void> {
    if (closed) return
    if (signal.wants) return takeWish(signal.wants)
    if (signal.attempt < attempt) return
    if (signal.attempt > attempt || !link) {
      // Only whoever begins counts attempts, and an attempt begins with an offer.
      if (!isPolite || signal.description?.type !== 'offer') return
      attempt = signal.attempt
      await makeLink()
    }
    const taking = link
    if (!taking) return
    if (signal.description) await takeDescription(taking, signal.description)
    for (const candidate of signal.candidates ?? []) {
      // Those of an offer that was passed over fit nothing.
      await taking.addIceCandidate(candidate).catch(() => undefined)
    }
  }

  async function takeDescription(
    taking: RTCPeerConnection,
    description: NonNullable<Signal['description']>,
  ): Promise<void> {
    const isReady = !makingOffer && (taking.signalingState === 'stable' || settlingAnswer)
    if (description.type === 'offer' && !isReady && !isPolite) return
    // An answer that came twice.
    if (description.type === 'answer' && taking.signalingState !== 'have-local-offer') return
    settlingAnswer = description.type === 'answer'
    try {
      await taking.setRemoteDescription(description)
    } finally {
      settlingAnswer = false
    }
    if (description.type === 'offer') {
      for (const place of taking.getTransceivers()) place.direction = 'sendrecv'
      await fill()
      await taking.setLocalDescription()
      sayDescription()
    }
    showPlaces(taking)
  }

  function takeWish(wish: NonNullable<Signal['wants']>): void {
    if (isPolite) return
    if (wish === 'rebuild') rebuild()
    else if (isOffering()) sayDescription()
    else restart()
  }

  function isOffering(): boolean {
    return !isPolite && link?.signalingState === 'have-local-offer'
  }

  function restart(): void {
    restartedAt = performance.now()
    if (isPolite) return say({ wants: 'restart' })
    void restartWith(link)
  }

  // Credentials of a relay may have run out meanwhile.
  async function restartWith(made: RTCPeerConnection | undefined): Promise<void> {
    const servers = await needs.readServers().catch(() => undefined)
    if (!made || made !== link || made.signalingState === 'closed') return
    if (servers) made.setConfiguration(servers)
    made.restartIce()
  }

  // Once for each time the way is gone, though both sides come to it.
  function rebuild(): void {
    if (hasRebuilt) return
    hasRebuilt = true
    if (isPolite) return say({ wants: 'rebuild' })
    attempt += 1
    void begin()
  }

  function look(): void {
    if (closed) return
    const now = performance.now()
    if (link?.connectionState === 'connected') return settle()
    if (awaySince === null) {
      awaySince = now
      // It was found for the way that is gone. Whether there is one now shows when another way is looked for.
      relay.isFound = false
    }
    const awayMs = now - awaySince
    const isHopeless = link?.connectionState === 'failed'
    if (wasConnected && (awayMs >= restartAfterMs || isHopeless)) show('reconnecting', noWay)
    if (awayMs >= giveUpAfterMs) return show('lost', whyNoWay())
    if (awayMs >= (wasConnected ? saySoAfterMs.later : saySoAfterMs.atFirst)) show(connection, whyNoWay())
    if (awayMs >= rebuildAfterMs && !hasRebuilt) return rebuild()
    if (isOffering() && now - offeredAt > answerWithinMs) return sayDescription()
    const isDue = wasConnected ? awayMs >= restartAfterMs || isHopeless : awayMs >= restartAgainMs
    if (isDue && now - restartedAt > restartAgainMs) restart()
  }

  function settle(): void {
    const isNew = awaySince !== null
    awaySince = null
    wasConnected = true
    hasRebuilt = false
    restartedAt = 0
    show('connected', null)
    if (isNew) void size()
  }

  function show(next: Remote['connection'], why: NoWay | null): void {
    if (connection === next && noWay === why) return
    connection = next
    noWay = why
    changed()
  }

  function whyNoWay(): NoWay {
    if (!relay.isWanted || relay.isFound) return 'no-way'
    return relay.isRefused ? 'relay-refused' : 'relay-unreachable'
  }

  async function fill(): Promise<void> {
    const places = link?.getTransceivers() ?? []
    const wanted = [own.microphone, own.camera, own.screen]
    await Promise.all(
      places.map(async ({ sender }, index) => {
        const track = wanted[index] ?? null
        if (sender.track !== track) await sender.replaceTrack(track).catch(() => undefined)
      }),
    )
    await size()
  }

  // More people, smaller pictures: each of them is sent to everybody.
  async function size(): Promise<void> {
    const { height, frameRate, bitrate } = sizeFor(people)
    const [, camera, screen] = link?.getTransceivers() ?? []
    const taken = own.camera?.getSettings().height ?? height
    const limits = { maxBitrate: bitrate, maxFramerate: frameRate }
    if (own.camera)
      await limit(camera?.sender, { ...limits, scaleResolutionDownBy: Math.max(1, taken / height) })
    if (own.screen) await limit(screen?.sender, { maxBitrate: 1_500_000, maxFramerate: 15 })
  }

  function showPlaces(made: RTCPeerConnection): void {
    const [microphone, camera, screen] = made
      .getTransceivers()
      .map(({ receiver }) => new MediaStream([receiver.track]))
    if (streams.microphone?.getTracks()[0] === microphone?.getTracks()[0]) return
    streams = { microphone: microphone ?? null, camera: camera ?? null, screen: screen ?? null }
    changed()
  }
}

const noStreams = { microphone: null, camera: null, screen: null }

function hasRelay({ iceServers = [] }: RTCConfiguration): boolean {
  return iceServers.flatMap(({ urls }) => urls).some((url) => url.startsWith('turn'))
}

async function limit(sender: RTCRtpSender | undefined, limits: RTCRtpEncodingParameters): Promise<void> {
  const parameters = sender?.getParameters()
  if (!sender || !parameters?.encodings?.length) return
  parameters.encodings = parameters.encodings.map((encoding) => ({ ...encoding, ...limits }))
  // Between two negotiations it cannot be said; it is said again after them.
  await sender.setParameters(parameters).catch(() => undefined)
}
