import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'

import { classes } from '#kit/classes.ts'

type PictureProps = {
  stream: MediaStream | null
  /** Whole, as a screen must be seen, or filling its place. */
  isWhole?: boolean
  /** As one sees oneself in a mirror. */
  isMirrored?: boolean
  label: string
  /** Reaches the video, for showing it outside of the page. */
  videoRef?: Ref<HTMLVideoElement>
}

/** Somebody's camera or screen. Without sound: that comes from elsewhere, whoever is in sight. */
export function Picture({ stream, isWhole = false, isMirrored = false, label, videoRef }: PictureProps) {
  const own = useRef<HTMLVideoElement>(null)
  useImperativeHandle(videoRef, () => own.current as HTMLVideoElement, [])
  useEffect(() => {
    const video = own.current
    if (!video || video.srcObject === stream) return
    video.srcObject = stream
    // A muted picture may always play; one that is taken away meanwhile need not.
    void video.play().catch(() => undefined)
  }, [stream])
  return (
    <video
      ref={own}
      aria-label={label}
      muted
      autoPlay
      playsInline
      className={classes(
        'absolute inset-0 size-full',
        isWhole ? 'object-contain' : 'object-cover',
        isMirrored && '-scale-x-100',
      )}
    />
  )
}
