import { call, mayPass, Refused } from '#kit/api.ts'

import { type Message, sendMessage } from '../contract/message.ts'

/** A message on its way. `failed` has the reason when the server will not take it as it is. */
export type OutboxItem = {
  clientId: string
  roomId: string
  body: string
  /** When it was written, milliseconds; the order of sending. */
  writtenAt: number
  failed: string | null
}

export type Outbox = {
  /** What waits in a room, in the order it was written. The same array until something changes. */
  list(roomId: string): readonly OutboxItem[]
  add(roomId: string, body: string): void
  /** Sends what failed once more, as it is. */
  tryAgain(clientId: string): void
  drop(clientId: string): void
  /** The network may be back: whoever waits tries now. */
  hurry(): void
  subscribe(hear: () => void): () => void
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const firstPauseMs = 500
const longestPauseMs = 30_000
const nothing: readonly OutboxItem[] = []
const outboxes = new Map<string, Outbox>()

/**
 * A person's messages that the server does not have yet, kept through reloads and shared by all tabs. One is sent at a
 * time for each room, and tried for ever under the same client id: the server takes it once. `onSent` hears the answer.
 */
export function openOutbox(
  personId: string,
  store: Store,
  onSent: (roomId: string, message: Message) => void,
): Outbox {
  const known = outboxes.get(personId)
  if (known) return known
  const opened = createOutbox(`parley.outbox.${personId}.`, store, onSent)
  outboxes.set(personId, opened)
  return opened
}

function createOutbox(
  prefix: string,
  store: Store,
  onSent: (roomId: string, message: Message) => void,
): Outbox {
  const hearers = new Set<() => void>()
  const sending = new Set<string>()
  const wakers = new Set<() => void>()
  let byRoom = readAll()

  addEventListener('storage', (event) => {
    if (event.key === null || event.key.startsWith(prefix)) changed()
  })
  addEventListener('online', hurry)
  sendAll()

  return {
    list: (roomId) => byRoom.get(roomId) ?? nothing,
    add(roomId, body) {
      const latest = byRoom.get(roomId)?.at(-1)?.writtenAt ?? 0
      const writtenAt = Math.max(Date.now(), latest + 1)
      save({ clientId: crypto.randomUUID(), roomId, body, writtenAt, failed: null })
    },
    tryAgain(clientId) {
      const item = find(clientId)
      if (item) save({ ...item, failed: null })
    },
    drop: remove,
    hurry,
    subscribe(hear) {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
  }

  function readAll(): Map<string, readonly OutboxItem[]> {
    const keys = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '')
    const items = keys
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => readItem(store.getItem(key)))
      .sort((one, other) => one.writtenAt - other.writtenAt)
    return Map.groupBy(items, (item) => item.roomId)
  }

  function find(clientId: string): OutboxItem | undefined {
    return readItem(store.getItem(prefix + clientId))[0]
  }

  function save(item: OutboxItem): void {
    store.setItem(prefix + item.clientId, JSON.stringify(item))
    changed()
  }

  function remove(clientId: string): void {
    store.removeItem(prefix + clientId)
    changed()
  }

  function changed(): void {
    byRoom = readAll()
    for (const hear of hearers) hear()
    sendAll()
  }

  function sendAll(): void {
    for (const roomId of byRoom.keys()) void sendRoom(roomId)
  }

  // One tab sends for all of them; when it goes, the next takes over.
  async function sendRoom(roomId: string): Promise<void> {
    if (sending.has(roomId) || !nextOf(roomId)) return
    sending.add(roomId)
    await navigator.locks
      .request(prefix + roomId, () => sendInTurn(roomId))
      .finally(() => sending.delete(roomId))
    void sendRoom(roomId)
  }

  async function sendInTurn(roomId: string): Promise<void> {
    let pause = firstPauseMs
    for (let item = nextOf(roomId); item; item = nextOf(roomId)) {
      const outcome = await trySend(item)
      if (outcome === 'settled') pause = firstPauseMs
      else {
        await wait(pause * (0.5 + Math.random() / 2))
        pause = Math.min(longestPauseMs, pause * 2)
      }
    }
  }

  // Read from the store each time: another tab may have dropped it.
  function nextOf(roomId: string): OutboxItem | undefined {
    return readAll()
      .get(roomId)
      ?.find((item) => item.failed === null)
  }

  async function trySend({ clientId, roomId, body }: OutboxItem): Promise<'settled' | 'waiting'> {
    try {
      const { message } = await call(sendMessage, { params: { roomId }, body: { clientId, body } })
      onSent(roomId, message)
      remove(clientId)
      return 'settled'
    } catch (error) {
      if (isTemporary(error)) return 'waiting'
      const item = find(clientId)
      if (item) save({ ...item, failed: error instanceof Error ? error.message : 'It could not be sent.' })
      return 'settled'
    }
  }

  function wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        wakers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds)
      wakers.add(wake)
    })
  }

  function hurry(): void {
    for (const wake of wakers) wake()
  }
}

// Signed out is no reason to lose what was written: it goes out when the person is back.
function isTemporary(error: unknown): boolean {
  return mayPass(error) || (error instanceof Refused && error.status === 401)
}

function readItem(text: string | null): OutboxItem[] {
  if (text === null) return []
  try {
    return [JSON.parse(text) as OutboxItem]
  } catch {
    return []
  }
}
