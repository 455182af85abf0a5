import { MicOff, MonitorUp, RefreshCw } from 'lucide-react'
import type { Ref } from 'react'

import { Avatar } from '#kit/Avatar.tsx'
import { classes } from '#kit/classes.ts'

import { Picture } from './Picture.tsx'

export type TileView = {
  key: string
  personId: string
  name: string
  isOwn: boolean
  /** A screen that is presented, or a person. */
  isScreen: boolean
  stream: MediaStream | null
  microphone: boolean
  /** What is wrong with the connection to them, in a word or two. */
  trouble: string | null
}

type TileProps = { view: TileView; isSpeaking: boolean; videoRef?: Ref<HTMLVideoElement>; className?: string }

/** One person, or one screen, in a call. */
export function Tile({ view, isSpeaking, videoRef, className }: TileProps) {
  const { name, personId, isOwn, isScreen, stream, microphone, trouble } = view
  const who = isOwn ? 'You' : name
  return (
    <figure
      data-tile={isScreen ? 'screen' : 'person'}
      className={classes(
        'relative m-0 min-h-0 min-w-0 overflow-hidden rounded-card bg-surface-sunken outline-2 -outline-offset-2 transition-[outline-color]',
        isSpeaking ? 'outline-accent' : 'outline-transparent',
        className,
      )}
    >
      {stream ? (
        <Picture
          stream={stream}
          isWhole={isScreen}
          isMirrored={isOwn && !isScreen}
          label={isScreen ? `Screen of ${name}` : `Picture of ${name}`}
          {...(videoRef && { videoRef })}
        />
      ) : (
        <span className="absolute inset-0 grid place-items-center">
          <Avatar name={name} seed={personId} size="large" />
        </span>
      )}
      {trouble && (
        <span className="absolute inset-x-2 top-2 mx-auto flex w-fit items-center gap-2 rounded-full bg-time-soft px-3 py-1 text-sm">
          <RefreshCw aria-hidden="true" className="size-4 shrink-0" />
          {trouble}
        </span>
      )}
      <figcaption className="absolute bottom-2 left-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-full bg-surface/85 px-2.5 py-0.5 text-sm">
        {isScreen && <MonitorUp aria-hidden="true" className="size-3.5 shrink-0" />}
        {!microphone && !isScreen && <MicOff aria-hidden="true" className="size-3.5 shrink-0 text-bad" />}
        <span className="truncate">{isScreen ? sayPresenting(who) : who}</span>
        {!microphone && !isScreen && <span className="sr-only">, muted</span>}
        {isSpeaking && <span className="sr-only">, speaking</span>}
      </figcaption>
    </figure>
  )
}

function sayPresenting(who: string): string {
  return who === 'You' ? 'You are presenting' : `${who} is presenting`
}
