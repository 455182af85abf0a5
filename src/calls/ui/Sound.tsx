import { useEffect, useRef } from 'react'

type SoundProps = {
  stream: MediaStream | null
  /** Where it is heard; the device's own choice without one. */
  speakerId: string | undefined
  /** The browser lets no sound play until its person presses something. */
  onBlocked: () => void
}

/** What somebody says. */
export function Sound({ stream, speakerId, onBlocked }: SoundProps) {
  const audio = useRef<HTMLAudioElement>(null)
  useEffect(() => {
    const element = audio.current
    if (!element || element.srcObject === stream) return
    element.srcObject = stream
    element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked()
    })
  }, [stream, onBlocked])
  useEffect(() => {
    const element = audio.current
    // Not every browser lets one choose, and a device may be gone: then it is heard where everything is.
    if (speakerId && element && 'setSinkId' in element) element.setSinkId(speakerId).catch(() => undefined)
  }, [speakerId])
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- people speaking at this moment; nobody has written it down
  return <audio ref={audio} autoPlay data-call-sound />
}
