import type { App } from './app.ts'
import { listEventsAfter, readHeads, type StreamEvent } from './streams.ts'

export type StreamFeed = {
  /** Begins to read a stream that somebody now hears; one that is read already goes on where it is. */
  startFrom(stream: string, head: number): void
  /** Something may have come into the stream. */
  wake(stream: string): void
  /** Looks at all streams that are read: the net under lost wake-ups. */
  sweep(): Promise<void>
}

type Ends = { isHeard: (stream: string) => boolean; broadcast: (event: StreamEvent) => void }

const eventsAtOnce = 200

/** Reads the streams that are heard in this process, each event once and in order, and hands them to `broadcast`. */
export function createStreamFeed(app: App, { isHeard, broadcast }: Ends): StreamFeed {
  const sent = new Map<string, number>()
  const reading = new Map<string, Promise<void>>()
  return { startFrom, wake, sweep }

  // The first to hear a stream starts it at its head; what was committed while we looked is read at once.
  function startFrom(stream: string, head: number): void {
    if (sent.has(stream)) return
    sent.set(stream, head)
    wake(stream)
  }

  function wake(stream: string): void {
    if (!isHeard(stream)) {
      sent.delete(stream)
      return
    }
    const before = reading.get(stream) ?? Promise.resolve()
    const next = before
      .then(() => deliver(stream))
      .catch((error: unknown) => app.log.warn({ err: error }, 'events wait'))
    reading.set(stream, next)
    void next.then(() => reading.get(stream) === next && reading.delete(stream))
  }

  async function deliver(stream: string): Promise<void> {
    for (;;) {
      const after = sent.get(stream)
      if (after === undefined) return
      const events = await listEventsAfter(app.db, stream, after, eventsAtOnce)
      for (const event of events) broadcast(event)
      const last = events.at(-1)
      if (last) sent.set(stream, last.seq)
      if (events.length < eventsAtOnce) return
    }
  }

  async function sweep(): Promise<void> {
    try {
      const heads = await readHeads(app.db, [...sent.keys()])
      for (const [stream, head] of Object.entries(heads)) if (head > (sent.get(stream) ?? head)) wake(stream)
    } catch (error) {
      app.log.warn({ err: error }, 'the streams could not be read')
    }
  }
}
