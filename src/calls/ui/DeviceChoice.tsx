import { Select } from '#kit/Select.tsx'

import type { OwnMedia, OwnState } from './own-media.ts'

type DeviceChoiceProps = { media: OwnMedia; own: OwnState }

const kinds = [
  { kind: 'audioinput', key: 'microphoneId', label: 'Microphone' },
  { kind: 'videoinput', key: 'cameraId', label: 'Camera' },
  { kind: 'audiooutput', key: 'speakerId', label: 'Speaker' },
] as const

/** Which microphone, camera and speaker are used; kept for the next time. Nothing where there is nothing to choose. */
export function DeviceChoice({ media, own }: DeviceChoiceProps) {
  return (
    <div className="flex flex-col gap-3">
      {kinds.map(({ kind, key, label }) => {
        const options = own.devices
          .filter((device) => device.kind === kind && device.deviceId !== '')
          .map((device, index) => ({
            value: device.deviceId,
            label: device.label || `${label} ${index + 1}`,
          }))
        const [first] = options
        if (!first) return null
        const chosen =
          options.find(({ value }) => value === (own.choices[key] ?? usedNow(own, kind))) ?? first
        return (
          <Select
            key={key}
            label={label}
            options={options}
            value={chosen.value}
            onChange={(value) => void media.choose({ [key]: value })}
          />
        )
      })}
    </div>
  )
}

function usedNow(
  { tracks }: OwnState,
  kind: 'audioinput' | 'videoinput' | 'audiooutput',
): string | undefined {
  if (kind === 'audiooutput') return undefined
  return (kind === 'audioinput' ? tracks.microphone : tracks.camera)?.getSettings().deviceId
}
