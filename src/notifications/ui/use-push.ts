import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'

import { addDevice, listDevices, removeDevice } from '../contract.ts'

const key = ['push-devices']
const workerPath = '/push-worker.js'

/** Whether this browser can be pushed to; `insecure` and `unsupported` are for good, `denied` until its person allows it. */
export type PushAbility = 'able' | 'denied' | 'unsupported' | 'insecure'

/** This browser said no, in words for its person. */
class NotPossible extends Error {}

/** The devices one lets Parley push to, and the switch of this one. Permission is asked only in `turnOn`. */
export function usePush() {
  const queries = useQueryClient()
  const devices = useQuery({ queryKey: key, queryFn: ({ signal }) => call(listDevices, { signal }) })
  const [isPending, setPending] = useState(false)
  const [sentence, setSentence] = useState<string | null>(null)
  async function change(work: () => Promise<unknown>): Promise<void> {
    setPending(true)
    setSentence(null)
    try {
      await work()
    } catch (error) {
      setSentence(error instanceof NotPossible ? error.message : failureOf(error).message)
    } finally {
      await queries.invalidateQueries({ queryKey: key })
      setPending(false)
    }
  }
  const publicKey = devices.data?.publicKey ?? ''
  return {
    devices,
    ability: abilityHere(),
    isPending,
    sentence,
    turnOn: () => void change(() => subscribe(publicKey)),
    remove: (device: { id: string; here: boolean }) => void change(() => unsubscribe(device)),
  }
}

function abilityHere(): PushAbility {
  if (!window.isSecureContext) return 'insecure'
  const has = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
  if (!has) return 'unsupported'
  return Notification.permission === 'denied' ? 'denied' : 'able'
}

async function subscribe(publicKey: string): Promise<void> {
  const permission = await Notification.requestPermission()
  if (permission === 'denied') return
  if (permission !== 'granted') throw new NotPossible('Your browser asked, and no answer came. Try again.')
  await navigator.serviceWorker.register(workerPath)
  const { pushManager } = await navigator.serviceWorker.ready
  // One that was made for another Parley on this address, or by an ended session, is of no use.
  await (await pushManager.getSubscription())?.unsubscribe()
  const made = await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
    .catch((error: unknown) => {
      throw new NotPossible(whyNot(error))
    })
  const { endpoint, keys } = made.toJSON()
  await call(addDevice, {
    body: { endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
  })
}

function whyNot(error: unknown): string {
  const isMissing = error instanceof DOMException && error.name === 'AbortError'
  return isMissing
    ? 'Your browser could not reach its push service. Some browsers have it switched off in their privacy settings.'
    : 'Your browser could not turn on push here.'
}

// What is kept here ends first: then nothing is pushed any more, whatever the browser does.
async function unsubscribe({ id: deviceId, here }: { id: string; here: boolean }): Promise<void> {
  await call(removeDevice, { params: { deviceId } })
  if (!here || abilityHere() !== 'able') return
  const registration = await navigator.serviceWorker.getRegistration(workerPath)
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}
