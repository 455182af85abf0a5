import { useCallback, useMemo, useRef, useState } from 'react'

import { announce } from '#kit/announce.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { useLiveState } from '#kit/live-context.tsx'
import { PersonTonesProvider } from '#kit/person-tones.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { showToast } from '#kit/toast.ts'
import { sayDateTimeRange, sayTime, sayTimeRange } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { type Join, joinStateOf } from '../join.ts'
import { sayNoWay } from '../no-way.ts'
import { CallChat } from './CallChat.tsx'
import { CallControls } from './CallControls.tsx'
import { CallStage, type Layout } from './CallStage.tsx'
import type { OwnMedia, OwnState } from './own-media.ts'
import type { Session, SessionState } from './session.ts'
import { Sound } from './Sound.tsx'
import { tilesOf } from './tiles.ts'
import { useCallAnnouncements } from './use-call-announcements.ts'
import { useCallKeys } from './use-call-keys.ts'
import { useSpeaks } from './use-loudness.ts'
import { useSpeaker } from './use-speaker.ts'
import { useStayingIn } from './use-staying-in.ts'

type CallProps = {
  join: Join
  personId: string
  session: Session
  state: SessionState
  media: OwnMedia
  own: OwnState
  now: number
}

/** In the call: who is there, what they show, and what one can do. */
export function Call({ join, personId, session, state, media, own, now }: CallProps) {
  const { seats, remotes, ownSeat } = state
  const [layout, setLayout] = useState<Layout>('grid')
  const [showsChat, setShowsChat] = useState(false)
  const main = useRef<HTMLVideoElement>(null)
  const { camera, screen } = own.tracks
  const ownCamera = useMemo(() => camera && new MediaStream([camera]), [camera])
  const ownScreen = useMemo(() => screen && new MediaStream([screen]), [screen])
  const tiles = tilesOf(seats, remotes, { seatId: ownSeat, camera: ownCamera, screen: ownScreen })
  const others = useMemo(() => seats.filter(({ id }) => id !== ownSeat), [seats, ownSeat])
  const { speaking, last } = useSpeaker(session, others)
  const speaksOneself = useSpeaks(own.tracks.microphone, own.microphone)
  const speakingKey = speaking ?? (speaksOneself ? ownSeat : null)
  useStayingIn()
  useCallAnnouncements(seats, remotes, ownSeat)
  useKeys({ media, own, isChatOpen: showsChat, onCloseChat: () => setShowsChat(false) })

  return (
    <PersonTonesProvider ids={[personId, ...others.map((seat) => seat.personId)]}>
      <main className="flex h-page flex-col">
        <div className="relative flex min-h-0 flex-1">
          <div className="flex min-w-0 flex-1 flex-col">
            <Header join={join} count={seats.length} />
            <div className="flex min-h-0 flex-1 flex-col gap-2 px-3">
              <Notices session={session} state={state} join={join} now={now} own={own} />
              <Waiting count={others.length} />
              <CallStage
                tiles={tiles}
                layout={layout}
                mainKey={last}
                speakingKey={speakingKey}
                mainRef={main}
              />
            </div>
            <Sounds state={state} speakerId={own.choices.speakerId} />
          </div>
          {showsChat && (
            <CallChat roomId={join.roomId} personId={personId} onClose={() => setShowsChat(false)} />
          )}
        </div>
        <CallControls
          media={media}
          own={own}
          layout={layout}
          showsChat={showsChat}
          onLayout={setLayout}
          onChat={() => setShowsChat((shown) => !shown)}
          onPictureInPicture={
            document.pictureInPictureEnabled ? () => void showOutside(main.current) : undefined
          }
          onLeave={() => session.leave()}
        />
      </main>
    </PersonTonesProvider>
  )
}

function Header({ join, count }: { join: Join; count: number }) {
  const preferences = usePreferences()
  return (
    <header className="flex h-12 shrink-0 items-center justify-between gap-3 px-4">
      <h1 className="min-w-0 truncate font-semibold">{join.title}</h1>
      <p className="tabular shrink-0 text-sm text-muted">
        {join.isInstant
          ? `Since ${sayTime(instantOf(join.startsAt), preferences)}`
          : sayTimeRange([instantOf(join.startsAt), instantOf(join.endsAt)], preferences)}
        {` · ${count === 1 ? 'only you' : `${count} in`}`}
      </p>
    </header>
  )
}

function Waiting({ count }: { count: number }) {
  const [hadOthers, setHadOthers] = useState(false)
  if (count > 0 && !hadOthers) setHadOthers(true)
  return (
    <p role="status" className={count > 0 ? 'sr-only' : 'py-1 text-center text-muted'}>
      {count === 0 &&
        (hadOthers
          ? 'Everybody else has left. Who comes back does so by the same link.'
          : 'You are the first. The room says that you are here; the others come in by the same link.')}
    </p>
  )
}

type NoticesProps = Pick<CallProps, 'session' | 'state' | 'join' | 'now' | 'own'>

function Notices({ session, state, join, now, own }: NoticesProps) {
  const preferences = usePreferences()
  const line = useLiveState()
  const { remotes, seats, notice } = state
  const unreached = remotes.filter(({ noWay }) => noWay !== null)
  const why = unreached[0]?.noWay
  const lost = remotes.filter(({ connection }) => connection === 'lost')
  const namesOf = (ids: readonly string[]) =>
    new Intl.ListFormat('en').format(seats.filter(({ id }) => ids.includes(id)).map(({ name }) => name))
  const isMoved = joinStateOf(join, now) === 'early'
  return (
    <>
      {line === 'offline' && (
        <Banner tone="time">
          The line to Parley is away. Sound and pictures go on; the rest comes back by itself.
        </Banner>
      )}
      {isMoved && (
        <Banner tone="time">
          {`This meeting was moved to ${sayDateTimeRange([instantOf(join.startsAt), instantOf(join.endsAt)], preferences, { now })}. You can talk on until you leave.`}
        </Banner>
      )}
      {lost.length > 0 && (
        <Banner
          tone="bad"
          action={
            <Button size="small" onPress={() => void rejoin(session)}>
              Rejoin
            </Button>
          }
        >
          {`Connection lost to ${namesOf(lost.map(({ seatId }) => seatId))}.`}
        </Banner>
      )}
      {why && lost.length === 0 && (
        <Banner tone="bad">{sayNoWay(why, namesOf(unreached.map(({ seatId }) => seatId)))}</Banner>
      )}
      {Object.values(own.failures).map((failure) => (
        <Banner key={failure.what} tone="time">
          <strong className="font-semibold">{failure.what}</strong> {failure.remedy}
        </Banner>
      ))}
      {notice && (
        <Banner tone="time" onDismiss={() => session.dismissNotice()}>
          {notice}
        </Banner>
      )}
    </>
  )
}

async function rejoin(session: Session): Promise<void> {
  session.leave()
  await session.join({ moves: true })
}

function Sounds({ state, speakerId }: { state: SessionState; speakerId: string | undefined }) {
  const [isBlocked, setBlocked] = useState(false)
  const block = useCallback(() => setBlocked(true), [])
  const unblock = () => {
    for (const element of document.querySelectorAll<HTMLAudioElement>('audio[data-call-sound]'))
      void element.play().catch(() => undefined)
    setBlocked(false)
  }
  return (
    <>
      {state.remotes.map(({ seatId, microphone }) => (
        <Sound key={seatId} stream={microphone} speakerId={speakerId} onBlocked={block} />
      ))}
      {isBlocked && (
        <div className="px-3 pt-2">
          <Banner
            tone="time"
            action={
              <Button size="small" onPress={unblock}>
                Hear the others
              </Button>
            }
          >
            Your browser holds the sound back until you press something.
          </Banner>
        </div>
      )}
    </>
  )
}

type KeysProps = { media: OwnMedia; own: OwnState; isChatOpen: boolean; onCloseChat: () => void }

function useKeys({ media, own, isChatOpen, onCloseChat }: KeysProps): void {
  const talks = useRef(false)
  const setMicrophone = (on: boolean) => {
    announce(on ? 'You are no longer muted.' : 'You are muted.')
    void media.setMicrophone(on)
  }
  useCallKeys({
    onMute: () => setMicrophone(!own.microphone),
    onCamera: () => {
      announce(own.camera ? 'Your camera is off.' : 'Your camera is on.')
      void media.setCamera(!own.camera)
    },
    onTalk: (isTalking) => {
      if (isTalking === talks.current || (isTalking && own.microphone)) return
      talks.current = isTalking
      setMicrophone(isTalking)
    },
    onEscape: () => {
      if (own.sharing) void media.setSharing(false)
      else if (isChatOpen) onCloseChat()
    },
  })
}

async function showOutside(video: HTMLVideoElement | null): Promise<void> {
  if (document.pictureInPictureElement) return document.exitPictureInPicture()
  const isShown = await video?.requestPictureInPicture().then(
    () => true,
    // Refused while nothing has come to show yet.
    () => false,
  )
  if (!isShown) showToast({ text: 'There is no picture to show just now.' })
}
