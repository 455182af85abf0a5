import { toIso } from '#time/instant.ts'

import type { App } from './app.ts'
import { closeCodes, type Listener } from './listener.ts'
import { createStreamFeed } from './stream-feed.ts'
import { presentEvent, readHeads, type StreamEvent, streamOfEverybody } from './streams.ts'

/** Which streams a person may hear right now. Given by main from the modules that own them. */
export type StreamsOf = (app: App, personId: string) => Promise<string[]>

export type Hearing = {
  /** Lets a connection hear what its person may, and tells it where those streams stand. */
  welcome(listener: Listener): Promise<void>
  /** Something may have come into the stream. */
  wake(stream: string): void
  /** Looks at all streams that are heard: the net under lost wake-ups. */
  sweep(): Promise<void>
}

/** Tells every connection what happens in the streams that its person may hear, as that changes. */
export async function createHearing(
  app: App,
  listeners: ReadonlySet<Listener>,
  streamsOf: StreamsOf,
): Promise<Hearing> {
  const feed = createStreamFeed(app, { isHeard, broadcast })
  const epoch = await readEpoch(app)
  return { welcome, wake: feed.wake, sweep: feed.sweep }

  async function welcome(listener: Listener): Promise<void> {
    const { personId } = listener.caller
    try {
      const streams = [streamOfEverybody, ...(await streamsOf(app, personId))]
      // First hear, then look where the streams stand: nothing can fall between the two.
      for (const stream of streams) listener.streams.add(stream)
      const heads = await readHeads(app.db, streams)
      for (const stream of streams) feed.startFrom(stream, heads[stream] ?? 0)
      // Nobody followed a room that closed while we looked; what closes from now on is heard.
      const still = new Set([streamOfEverybody, ...(await streamsOf(app, personId))])
      for (const stream of streams) if (!still.has(stream)) listener.streams.delete(stream)
      listener.send(JSON.stringify({ t: 'welcome', epoch, now: toIso(app.now()), heads }))
    } catch (error) {
      app.log.warn({ err: error }, 'a live connection could not be opened')
      listener.socket.close(closeCodes.restart)
    }
  }

  function isHeard(stream: string): boolean {
    for (const { streams } of listeners) if (streams.has(stream)) return true
    return false
  }

  function broadcast(event: StreamEvent): void {
    const frame = Buffer.from(JSON.stringify({ t: 'ev', ...presentEvent(event) }))
    for (const listener of listeners) {
      if (!listener.streams.has(event.streamId)) continue
      listener.send(frame)
      heed(listener, event)
    }
  }

  // A person's own stream says which other streams open and close for them.
  function heed(listener: Listener, event: StreamEvent): void {
    const { caller, socket, streams } = listener
    if (event.streamId !== `u:${caller.personId}`) return
    const { stream, sessionId } = event.payload as { stream?: string; sessionId?: string }
    if (event.kind === 'stream.closed' && stream) streams.delete(stream)
    if (event.kind === 'stream.opened' && stream) void hearFromNow(listener, stream)
    if (event.kind === 'session.ended' && sessionId === caller.sessionId) socket.close(closeCodes.signedOut)
  }

  async function hearFromNow(listener: Listener, stream: string): Promise<void> {
    listener.streams.add(stream)
    try {
      const { [stream]: head = 0 } = await readHeads(app.db, [stream])
      feed.startFrom(stream, head)
      listener.send(JSON.stringify({ t: 'head', s: stream, q: head }))
    } catch (error) {
      app.log.warn({ err: error }, 'a stream could not be opened')
      // The next connection asks for all of them.
      listener.socket.close(closeCodes.restart)
    }
  }
}

async function readEpoch(app: App): Promise<string> {
  const row = await app.db.selectFrom('installation').select('epoch').executeTakeFirstOrThrow()
  return row.epoch
}
