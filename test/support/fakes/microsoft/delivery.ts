import type { JsonObject } from './contract.ts'

export type LifecycleEvent = 'missed' | 'subscriptionRemoved' | 'reauthorizationRequired'

/** A notification as it went out; `status` is the answer, 0 when nobody answered, undefined when it was not sent. */
export type Notification = {
  subscriptionId: string
  url: string
  changeType: string | undefined
  lifecycleEvent: LifecycleEvent | undefined
  body: JsonObject
  status: number | undefined
}

/** What happens to the next notifications of changes: so many lost, doubled, late by `ms`, or held and sent backwards. */
export type Mischief = {
  drop: number
  duplicate: number
  late: { left: number; ms: number }
  reorder: number
}

export type DeliveryHabits = {
  /** How long an endpoint has to answer the validation and each notification, in ms. */
  handshakeMs: number
  /** The first pause before a notification is tried again, in ms; each further one is twice as long. */
  retryAfterMs: number
}

/** How notifications travel: as real requests, tried again where nobody takes them, and with what befalls them on the way. */
export function startDelivery(habits: DeliveryHabits) {
  const underWay = new Set<Promise<void>>()
  const held: (() => void)[] = []
  const timers = new Map<NodeJS.Timeout, () => void>()
  const mischief: Mischief = { drop: 0, duplicate: 0, late: { left: 0, ms: 0 }, reorder: 0 }
  const closing = new AbortController()

  /** Takes it there. */
  function take(message: Notification): void {
    track(deliverMessage(message))
  }

  /** Takes it there unless it is lost; it may come twice, late or after the next. */
  function risk(message: Notification): void {
    if (mischief.drop > 0) {
      mischief.drop -= 1
      return
    }
    const deliver = () => take(message)
    if (mischief.reorder > 0) holdBack(deliver)
    else schedule(deliver)
  }

  /** One request; status 0 where nobody answered in time. */
  async function post(
    url: string,
    body: string,
    type: string,
  ): Promise<{ status: number; text: string; type: string }> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': type },
        body,
        signal: AbortSignal.any([AbortSignal.timeout(habits.handshakeMs), closing.signal]),
      })
      return {
        status: answer.status,
        text: await answer.text(),
        type: answer.headers.get('content-type') ?? '',
      }
    } catch {
      return { status: 0, text: '', type: '' }
    }
  }

  async function deliverMessage(message: Notification): Promise<void> {
    for (let attempt = 0; attempt < 4 && !closing.signal.aborted; attempt++) {
      const { status } = await post(
        message.url,
        JSON.stringify(message.body),
        'application/json; charset=utf-8',
      )
      message.status = status
      if (status >= 200 && status < 300) return
      await pause(habits.retryAfterMs * 2 ** attempt)
    }
  }

  function holdBack(deliver: () => void): void {
    held.push(deliver)
    mischief.reorder -= 1
    if (mischief.reorder === 0) for (const late of held.splice(0).reverse()) late()
  }

  function schedule(deliver: () => void): void {
    if (mischief.late.left > 0) {
      mischief.late.left -= 1
      track(pause(mischief.late.ms).then(deliver))
    } else deliver()
    if (mischief.duplicate === 0) return
    mischief.duplicate -= 1
    deliver()
  }

  function track(work: Promise<void>): void {
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (closing.signal.aborted) return resolve()
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timers.set(timer, resolve)
    })
  }

  /** Resolves when no notification is under way. */
  async function settle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay)
  }

  function close(): void {
    closing.abort()
    for (const [timer, resolve] of timers) {
      clearTimeout(timer)
      resolve()
    }
  }

  return { take, risk, post, settle, close, mischief }
}
