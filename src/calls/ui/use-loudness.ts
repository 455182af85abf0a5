import { useEffect, useState } from 'react'

const lookMs = 100
const steps = 20

/** How loud a microphone is, from 0 to 1 in twentieths, as its person speaks. */
export function useLoudness(track: MediaStreamTrack | null, isOn: boolean): number {
  const [level, setLevel] = useState(0)
  useEffect(() => {
    setLevel(0)
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
      setLevel(Math.round(Math.min(1, mean * 5) * steps) / steps)
    }, lookMs)
    return () => {
      clearInterval(timer)
      void sound.close()
    }
  }, [track, isOn])
  return level
}
