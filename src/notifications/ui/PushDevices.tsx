import { Button } from '#kit/Button.tsx'
import { Chip } from '#kit/Chip.tsx'
import { Banner } from '#kit/Banner.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNow } from '#kit/use-now.ts'
import { sayDay, sayRelativeDay, sayTime } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import type { PushDevice } from '../contract.ts'
import { type PushAbility, usePush } from './use-push.ts'

/** Browser push on this device: the switch, why it cannot be turned on where that is so, and the other devices. */
export function PushDevices() {
  const { devices, ability, isPending, sentence, turnOn, remove } = usePush()
  const here = devices.data?.devices.find((device) => device.here)
  const others = devices.data?.devices.filter((device) => !device.here) ?? []
  return (
    <section aria-labelledby="push-devices">
      <h2 id="push-devices" className="font-semibold">
        Browser push on this device
      </h2>
      <p className="mt-1 text-sm text-muted">
        Tells you here while no page of Parley is open. It ends when you sign out.
      </p>
      <div className="mt-3 flex flex-col gap-3">
        {devices.isPending && <SkeletonLines count={2} label="Reading your devices" />}
        {devices.isError && (
          <FailedState title="This could not be read" onRetry={() => void devices.refetch()}>
            {failureOf(devices.error).message}
          </FailedState>
        )}
        {devices.data && ability !== 'able' && <Banner>{whyUnable[ability]}</Banner>}
        {devices.data && ability === 'able' && !here && (
          <div>
            <Button isPending={isPending} onPress={turnOn}>
              Turn on push here
            </Button>
          </div>
        )}
        {sentence && <Banner tone="bad">{sentence}</Banner>}
        {devices.data && (here || others.length > 0) && (
          <ul aria-label="Devices with push">
            {[...(here ? [here] : []), ...others].map((device) => (
              <DeviceRow
                key={device.id}
                device={device}
                isPending={isPending}
                onRemove={() => remove(device)}
              />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

const whyUnable: Record<Exclude<PushAbility, 'able'>, string> = {
  denied:
    'Your browser does not let Parley notify you. Allow notifications for this address in the settings of your browser, then load this page again.',
  unsupported:
    'This browser has no push. On an iPhone or iPad, add Parley to the home screen first and open it from there.',
  insecure: 'Browsers push only to addresses that start with https.',
}

type DeviceRowProps = { device: PushDevice; isPending: boolean; onRemove: () => void }

function DeviceRow({ device, isPending, onRemove }: DeviceRowProps) {
  const reader = usePreferences()
  const now = useNow()
  const added = instantOf(device.addedAt)
  const reached = device.reachedAt === null ? null : instantOf(device.reachedAt)
  return (
    <li className="flex items-center gap-3 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          {device.name} {device.here && <Chip tone="good">This device</Chip>}
        </p>
        <p className="text-sm text-muted">
          Since {sayDay(added, reader, { now })}
          {reached !== null && (
            <>
              , last told {sayRelativeDay(reached, now, reader)} at {sayTime(reached, reader)}
            </>
          )}
        </p>
      </div>
      <Button
        size="small"
        aria-label={`Turn off push: ${device.here ? 'this device' : device.name}`}
        isDisabled={isPending}
        onPress={onRemove}
      >
        Turn off
      </Button>
    </li>
  )
}
