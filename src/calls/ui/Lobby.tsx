import { Mic, MicOff, Video, VideoOff } from 'lucide-react'
import { useMemo } from 'react'

import { Avatar } from '#kit/Avatar.tsx'
import { AvatarRow } from '#kit/AvatarRow.tsx'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Skeleton } from '#kit/Skeleton.tsx'

import type { Join } from '../join.ts'
import type { MediaFailure } from '../media-failure.ts'
import { mostSeats } from '../seat.ts'
import { DeviceChoice } from './DeviceChoice.tsx'
import type { OwnMedia, OwnState } from './own-media.ts'
import { Picture } from './Picture.tsx'
import { RoundButton } from './RoundButton.tsx'
import type { Outside } from './session.ts'
import { useLoudness } from './use-loudness.ts'

type LobbyProps = {
  join: Join
  me: { id: string; name: string }
  media: OwnMedia
  own: OwnState
  isJoining: boolean
  why: Outside | null
  onJoin: (wish: { moves: boolean }) => void
}

/** Before one comes in: how one will be seen and heard, and who is there. */
export function Lobby({ join, me, media, own, isJoining, why, onJoin }: LobbyProps) {
  const isElsewhere = why?.code === 'call_elsewhere'
  return (
    <div className="flex flex-col gap-4">
      <Preview me={me} media={media} own={own} />
      <Failures failures={own.failures} />
      <WhoIsIn join={join} personId={me.id} />
      {join.people.length > mostSeats && <ManyAsked count={join.people.length} />}
      {why && <WhyOutside why={why} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          isDisabled={!own.isReady || isJoining}
          onPress={() => onJoin({ moves: isElsewhere })}
        >
          {isElsewhere
            ? 'Move the call here'
            : why?.code === 'connection_lost'
              ? 'Rejoin'
              : `Join the ${join.isInstant ? 'call' : 'meeting'}`}
        </Button>
        <p className="text-sm text-muted">{sayHowOneComes(own)}</p>
      </div>
      <details className="group">
        <summary className="w-fit rounded-small text-sm text-muted hover:text-text">Devices</summary>
        <div className="pt-3">
          <DeviceChoice media={media} own={own} />
        </div>
      </details>
    </div>
  )
}

function Preview({ me, media, own }: Pick<LobbyProps, 'me' | 'media' | 'own'>) {
  const { camera } = own.tracks
  const stream = useMemo(() => camera && new MediaStream([camera]), [camera])
  return (
    <div className="relative aspect-video overflow-hidden rounded-card bg-surface-sunken">
      {!own.isReady && (
        <p role="status" className="absolute inset-0 grid place-items-center p-6 text-center text-muted">
          Your browser may ask whether Parley can use your camera and microphone.
        </p>
      )}
      {own.isReady && stream && <Picture stream={stream} isMirrored label="Your picture" />}
      {own.isReady && !stream && (
        <span className="absolute inset-0 grid place-items-center">
          <Avatar name={me.name} seed={me.id} size="large" />
        </span>
      )}
      <span className="absolute top-2 left-2 rounded-full bg-surface/85 px-2.5 py-0.5 text-sm">
        {me.name}
      </span>
      <div className="absolute inset-x-0 bottom-3 flex items-center justify-center gap-3">
        <RoundButton
          label={own.microphone ? 'Come in muted' : 'Come in with your microphone'}
          icon={own.microphone ? Mic : MicOff}
          tone={own.microphone ? undefined : 'off'}
          onPress={() => void media.setMicrophone(!own.microphone)}
        />
        <RoundButton
          label={own.camera ? 'Come in without camera' : 'Come in with your camera'}
          icon={own.camera ? Video : VideoOff}
          tone={own.camera ? undefined : 'off'}
          onPress={() => void media.setCamera(!own.camera)}
        />
      </div>
      <Meter own={own} />
    </div>
  )
}

// Whether one is heard, before anybody has to ask.
function Meter({ own }: { own: OwnState }) {
  const level = useLoudness(own.tracks.microphone, own.microphone)
  if (!own.tracks.microphone || !own.microphone) return null
  return (
    <div
      role="meter"
      aria-label="How loud your microphone is"
      aria-valuemin={0}
      aria-valuemax={1}
      aria-valuenow={level}
      className="absolute right-3 bottom-6 h-1.5 w-16 overflow-hidden rounded-full bg-surface/85"
    >
      <div className="h-full rounded-full bg-good" style={{ width: `${level * 100}%` }} />
    </div>
  )
}

function Failures({ failures }: { failures: OwnState['failures'] }) {
  const { microphone, camera } = failures
  const same = microphone && camera && microphone.remedy === camera.remedy
  if (same) {
    const both = camera.what
      .replace('camera', 'camera and your microphone')
      .replace('no camera and your', 'no camera and no')
    return <Failure what={both} remedy={camera.remedy} />
  }
  return (
    <>
      {camera && <Failure {...camera} />}
      {microphone && <Failure {...microphone} />}
    </>
  )
}

function Failure({ what, remedy }: MediaFailure) {
  return (
    <Banner tone="time">
      <strong className="font-semibold">{what}</strong> {remedy} You can come in all the same.
    </Banner>
  )
}

function WhoIsIn({ join, personId }: { join: Join; personId: string }) {
  const others = join.present.filter((one) => one.personId !== personId)
  if (others.length === 0) return <p className="text-muted">Nobody is in yet.</p>
  const names = new Intl.ListFormat('en', { type: 'conjunction' }).format(others.map(({ name }) => name))
  return (
    <div className="flex items-center gap-3">
      <AvatarRow people={others.map(({ personId: id, name }) => ({ id, name }))} />
      <p>{`${names} ${others.length === 1 ? 'is' : 'are'} in`}</p>
    </div>
  )
}

function ManyAsked({ count }: { count: number }) {
  return (
    <Banner>
      {`${count} people are asked, and this call holds ${mostSeats}: pictures and sound go from each to each. If all of you want to come, agree in the room on a link to another service, such as Google Meet or Microsoft Teams.`}
    </Banner>
  )
}

function WhyOutside({ why }: { why: Outside }) {
  if (why.code === 'call_full') {
    return (
      <Banner tone="time">
        {`${mostSeats} people are in, and this call holds no more. Wait until somebody leaves, or agree in the room on a link to another service, such as Google Meet or Microsoft Teams.`}
      </Banner>
    )
  }
  if (why.code === 'call_early')
    return <Banner tone="time">The call opens in a moment. You come in by yourself.</Banner>
  return <Banner tone={why.code === 'call_elsewhere' ? 'time' : 'bad'}>{why.message}</Banner>
}

function sayHowOneComes({ microphone, camera, isReady }: OwnState): string {
  if (!isReady) return ''
  if (microphone && camera) return 'Others will see and hear you.'
  if (microphone) return 'Others will hear you.'
  return camera ? 'Others will see you; you are muted.' : 'You come in muted and without camera.'
}

/** Stands where the lobby will, while the devices are found. */
export function LobbySkeleton() {
  return <Skeleton className="aspect-video w-full" />
}
