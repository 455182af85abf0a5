import { isObject, type JsonObject, textOf } from './contract.ts'
import { GoogleError, notFound } from './errors.ts'
import { digest, type World } from './world.ts'

type Channel = {
  id: string
  clientId: string
  email: string
  calendarId: string
  resourceId: string
  resourceUri: string
  address: string
  token: string | undefined
  expiresAt: number
  messageNumber: number
}

/** A notification as it went out; `status` is the answer, 0 when nobody answered, undefined when it was dropped. */
export type Notification = {
  channelId: string
  state: 'sync' | 'exists'
  messageNumber: number
  status: number | undefined
}

type Send = () => Promise<void>

type Mischief = { drop: number; duplicate: number; late: { left: number; ms: number }; reorder: number }

export type Channels = ReturnType<typeof startChannels>

const longestLife = 604_800_000
const retried = [500, 502, 503, 504]
const longestId = 64

/** Push: real requests to the addresses that watch. They carry no data, and can be lost, doubled, late and out of order. */
export function startChannels(world: World, retryAfterMs: number) {
  const channels: Channel[] = []
  const sent: Notification[] = []
  const underWay = new Set<Promise<void>>()
  const held: Send[] = []
  const timers = new Set<NodeJS.Timeout>()
  const mischief: Mischief = { drop: 0, duplicate: 0, late: { left: 0, ms: 0 }, reorder: 0 }
  let last = Promise.resolve()
  const closing = new AbortController()

  function watch(
    owner: { clientId: string; email: string; calendarId: string; resourceUri: string },
    body: JsonObject,
  ): JsonObject {
    const channel = newChannel(world, owner, body)
    if (channels.some(({ id, clientId }) => id === channel.id && clientId === channel.clientId))
      throw new GoogleError(400, 'channelIdNotUnique', `Channel id ${channel.id} not unique`)
    channels.push(channel)
    notify(channel, 'sync')
    const { id, resourceId, resourceUri, token, expiresAt } = channel
    return {
      kind: 'api#channel',
      id,
      resourceId,
      resourceUri,
      ...(token === undefined ? {} : { token }),
      expiration: String(expiresAt),
    }
  }

  function stop(owner: { clientId: string; email: string }, { id, resourceId }: JsonObject): void {
    const index = channels.findIndex(
      (one) =>
        one.id === id &&
        one.resourceId === resourceId &&
        one.clientId === owner.clientId &&
        one.email === owner.email,
    )
    if (index < 0 || isOver(channels[index]))
      throw notFound(`Channel '${textOf(id)}' not found for project '${owner.clientId}'`)
    channels.splice(index, 1)
  }

  function hear(calendarId: string): void {
    for (const channel of channels)
      if (channel.calendarId === calendarId && !isOver(channel)) notify(channel, 'exists')
  }

  function listOpen() {
    return channels
      .filter((channel) => !isOver(channel))
      .map(({ id, calendarId, email, address, expiresAt }) => ({ id, calendarId, email, address, expiresAt }))
  }

  function isOver(channel: Channel | undefined): boolean {
    return channel === undefined || channel.expiresAt <= world.now()
  }

  function notify(channel: Channel, state: Notification['state']): void {
    // The sync message is number 1; later numbers grow, but not one by one.
    channel.messageNumber += state === 'sync' ? 1 : 1 + (channel.messageNumber % 3)
    const message: Notification = {
      channelId: channel.id,
      state,
      messageNumber: channel.messageNumber,
      status: undefined,
    }
    sent.push(message)
    if (state === 'exists' && mischief.drop > 0) {
      mischief.drop -= 1
      return
    }
    const send = () => deliver({ ...channel }, message)
    if (state === 'exists' && mischief.reorder > 0) holdBack(send)
    else schedule(send, state)
  }

  function holdBack(send: Send): void {
    held.push(send)
    mischief.reorder -= 1
    if (mischief.reorder > 0) return
    for (const late of held.splice(0).reverse()) queue(late)
  }

  function schedule(send: Send, state: Notification['state']): void {
    const isLate = state === 'exists' && mischief.late.left > 0
    if (isLate) {
      mischief.late.left -= 1
      track(pause(mischief.late.ms).then(send))
    } else queue(send)
    if (state !== 'exists' || mischief.duplicate === 0) return
    mischief.duplicate -= 1
    queue(send)
  }

  // One after the other, so that nothing comes late or out of order unless a test wants it.
  function queue(send: Send): void {
    last = last.then(send)
    track(last)
  }

  function track(work: Promise<void>): void {
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }

  async function deliver(channel: Channel, message: Notification): Promise<void> {
    for (let attempt = 0; attempt < 4 && !closing.signal.aborted; attempt++) {
      message.status = await post(channel, message)
      if (!retried.includes(message.status)) return
      await pause(retryAfterMs * 2 ** attempt)
    }
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (closing.signal.aborted) return resolve()
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, milliseconds)
      timers.add(timer)
    })
  }

  async function settle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay)
  }

  function close(): void {
    closing.abort()
    for (const timer of timers) clearTimeout(timer)
    world.listeners.splice(world.listeners.indexOf(hear), 1)
  }

  world.listeners.push(hear)
  return { sent, mischief, watch, stop, listOpen, settle, close }
}

async function post(channel: Channel, { state, messageNumber }: Notification): Promise<number> {
  try {
    const answer = await fetch(channel.address, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-length': '0',
        'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
        'x-goog-channel-id': channel.id,
        'x-goog-channel-expiration': new Date(channel.expiresAt).toUTCString(),
        'x-goog-resource-id': channel.resourceId,
        'x-goog-resource-uri': channel.resourceUri,
        'x-goog-resource-state': state,
        'x-goog-message-number': String(messageNumber),
        ...(channel.token === undefined ? {} : { 'x-goog-channel-token': channel.token }),
      },
      signal: AbortSignal.timeout(10_000),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}

function newChannel(
  world: World,
  owner: { clientId: string; email: string; calendarId: string; resourceUri: string },
  { id, type, address, token, expiration, params }: JsonObject,
): Channel {
  if (typeof id !== 'string' || id.length > longestId || !/^[A-Za-z0-9\-_+/=]+$/.test(id))
    throw new GoogleError(400, 'channelIdInvalid', 'Channel id invalid')
  if (type !== 'web_hook' && type !== 'webhook')
    throw new GoogleError(400, 'channelUnknown', 'Unknown channel type')
  if (typeof token === 'string' && token.length > 256)
    throw new GoogleError(400, 'channelTokenInvalid', 'Channel token too long')
  return {
    ...owner,
    id,
    resourceId: digest(`resource ${owner.calendarId}`),
    address: checkAddress(address),
    token: typeof token === 'string' ? token : undefined,
    expiresAt: readExpiration(world, expiration, isObject(params) ? params.ttl : undefined),
    messageNumber: 0,
  }
}

/** Google calls https alone; on this machine plain http is let through, since no certificate could be had for it. */
function checkAddress(address: JsonObject[string]): string {
  const url = URL.parse(textOf(address))
  const isLoopback = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url?.protocol === 'https:' || isLoopback) return textOf(address)
  throw new GoogleError(400, 'push.webhookUrlNotHttps', `WebHook callback must be HTTPS: ${textOf(address)}`)
}

/** What is asked for, in ms, but never longer than Google gives: a week. */
function readExpiration(world: World, expiration: JsonObject[string], ttl: JsonObject[string]): number {
  const longest = world.now() + (ttl === undefined ? longestLife : Math.min(Number(ttl) * 1000, longestLife))
  if (expiration === undefined) return longest
  const asked = Number(expiration)
  if (!(asked > world.now())) throw new GoogleError(400, 'expirationInvalid', 'Channel expiration invalid')
  // Whole seconds, as the header of a notification cannot say more.
  return Math.floor(Math.min(asked, longest) / 1000) * 1000
}
