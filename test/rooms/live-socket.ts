import { WebSocket } from 'ws'

import type { WireEvent } from '#platform/contract.ts'
import type { TestApp } from '#test/support/app.ts'
import type { Client } from '#test/support/client.ts'

/** Somebody's open page: what it heard so far, and a way to wait for more. */
export type OpenPage = {
  /** Where each stream stood when it began to be heard. */
  heads: Record<string, number>
  events: WireEvent[]
  /** Resolves with the first event that fits, heard already or still to come; rejects after five seconds. */
  hear(fits: (event: WireEvent) => boolean): Promise<WireEvent>
  /** Sends an action of a module and waits for its answer: what it gives, or the code it is refused with. */
  ask(name: string, data: unknown): Promise<{ ok?: Record<string, unknown>; code?: string }>
  /** What was told beside events: present states of topics, and what other pages said; newest last. */
  frames: { t: string; s?: string; k?: string; d: never }[]
  /** Waits for `look` to find something in what was told; rejects after `withinMs`. */
  until<T>(look: (page: OpenPage) => T | undefined, withinMs?: number): Promise<T>
  closed: Promise<number>
  /** Cuts the connection as a lost network would. */
  cut(): void
}

/** Opens the live connection as this person's browser would and waits for its welcome. */
export async function openPage(testApp: Pick<TestApp, 'url'>, client: Client): Promise<OpenPage> {
  const address = `${testApp.url.replace('http', 'ws')}/live`
  const socket = new WebSocket(address, { headers: { cookie: client.cookie(), origin: testApp.url } })
  const events: WireEvent[] = []
  const frames: OpenPage['frames'] = []
  const waiting = new Set<() => void>()
  const answers = new Map<number, (answer: { ok?: Record<string, unknown>; code?: string }) => void>()
  let asked = 0
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  const heads = await new Promise<Record<string, number>>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => socket.send(JSON.stringify({ t: 'hello', v: 1 })))
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString())
      if (frame.t === 'welcome') resolve(frame.heads)
      if (frame.t === 'head') page.heads[frame.s] = frame.q
      if (frame.t === 'ev') events.push(frame)
      if (frame.t === 'state' || frame.t === 'tell') frames.push(frame)
      if (frame.t === 'ok') answers.get(frame.n)?.({ ok: frame.d })
      if (frame.t === 'no') answers.get(frame.n)?.({ code: frame.code })
      for (const look of waiting) look()
    })
  })
  const page: OpenPage = {
    heads,
    events,
    frames,
    closed,
    cut: () => socket.terminate(),
    ask: (t, d) => {
      const n = (asked += 1)
      const answer = new Promise<{ ok?: Record<string, unknown>; code?: string }>((resolve) => {
        answers.set(n, resolve)
        void closed.then((code) => resolve({ code: String(code) }))
      })
      socket.send(JSON.stringify({ t, n, d }))
      return answer
    },
    until: (look, withinMs = 10_000) =>
      waitFor(
        waiting,
        () => look(page),
        withinMs,
        () => JSON.stringify(frames),
      ),
    hear: (fits) =>
      waitFor(
        waiting,
        () => events.find(fits),
        5_000,
        () => JSON.stringify(events),
      ),
  }
  return page
}

function waitFor<T>(
  waiting: Set<() => void>,
  find: () => T | undefined,
  withinMs: number,
  heard: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(look)
      reject(new Error(`Heard only ${heard()}`))
    }, withinMs)
    const look = () => {
      const found = find()
      if (found === undefined) return
      clearTimeout(timer)
      waiting.delete(look)
      resolve(found)
    }
    waiting.add(look)
    look()
  })
}
