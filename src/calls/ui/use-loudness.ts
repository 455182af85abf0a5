import { useEffect, useState } from 'react'

const lookMs = 100
const steps = 20
const speech = 0.15

/** How loud a microphone is, from 0 to 1 in twentieths, as its person speaks. */
export function useLoudness(track: MediaStreamTrack | null, isOn: boolean): number {
  return useHeard(track, isOn, 0, inSteps)
}

/** Whether its person speaks. Who shows no more than that is drawn anew only when it changes. */
export function useSpeaks(track: MediaStreamTrack | null, isOn: boolean): boolean {
  return useHeard(track, isOn, false, isSpeech)
}

function useHeard<T>(
  track: MediaStreamTrack | null,
  isOn: boolean,
  silence: T,
  understand: (level: number) => T,
): T {
  const [heard, setHeard] = useState(silence)
  useEffect(() => {
    setHeard(silence)
    if (!track || !isOn) return
    const sound = new AudioContext()
    const analyser = sound.createAnalyser()
    analyser.fftSize = 512
    sound.createMediaStreamSource(new MediaStream([track])).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    const timer = setInterval(() => {
      // Browsers let nothing run before its person has touched the page.
      if (sound.state === 'suspended') void sound.resume()
      analyser.getFloatTimeDomainData(samples)
      const mean = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length)
      setHeard(understand(Math.min(1, mean * 5)))
    }, lookMs)
    return () => {
      clearInterval(timer)
      void sound.close()
    }
  }, [track, isOn, silence, understand])
  return heard
}

function inSteps(level: number): number {
  return Math.round(level * steps) / steps
}

function isSpeech(level: number): boolean {
  return level > speech
}
