import { z } from 'zod'

import type { App } from './app.ts'
import { closeCodes, type Listener, refuseFrame } from './listener.ts'
import { Refusal, unavailable } from './refusal.ts'
import type { SocketHandler } from './topics.ts'

/** What an action may do with live connections besides answering its own. */
export type Reach = {
  /** From now on this connection is told of a topic. */
  follow(listener: Listener, topic: string): void
  /** Tells something to the connection with this id, in whatever process it is. */
  tell(id: string, kind: string, data: Record<string, unknown>): Promise<void>
}

export type Frames = {
  /** Does what a frame asks for, after what the same connection sent before; the answer goes back over it. */
  take(listener: Listener, data: unknown): void
  /** Forgets what a person sent who has no connection left here. */
  forget(personId: string): void
}

/** Every frame but the first: which action, the number under which it is answered, and what the action takes. */
const sentFrame = z.object({ t: z.string(), n: z.number().int().min(0), d: z.unknown() })
/** What one person may send in a second over all connections to one process, and at once after a while of silence. */
const framesPerSecond = 50
const framesAtOnce = 200

/** How much one person may still send, and when that was so. */
type Budget = { frames: number; at: number }

/** Takes what people send over their live connections, and hands it to the actions of the modules. */
export function createFrames(app: App, handlers: readonly SocketHandler[], reach: Reach): Frames {
  const actions = new Map(handlers.map((handler) => [handler.action.name, handler]))
  const budgets = new Map<string, Budget>()
  return { take, forget: (personId) => void budgets.delete(personId) }

  // Our own pages send no frame that does not parse, and never as many as this.
  function take(listener: Listener, data: unknown): void {
    const frame = sentFrame.safeParse(data)
    const handler = frame.success ? actions.get(frame.data.t) : undefined
    const wanted = handler?.action.frame.safeParse(frame.data?.d)
    if (!frame.success || !handler || !wanted?.success) return refuseFrame(listener)
    if (!mayStillSend(listener) || listener.waiting >= framesAtOnce)
      return listener.socket.close(closeCodes.tooMany, 'too many frames')
    listener.waiting += 1
    const asked = { n: frame.data.n, d: wanted.data }
    listener.taking = listener.taking.then(() => answer(listener, handler, asked))
  }

  function mayStillSend({ caller }: Listener): boolean {
    const now = performance.now()
    const before = budgets.get(caller.personId) ?? { frames: framesAtOnce, at: now }
    const frames = Math.min(framesAtOnce, before.frames + ((now - before.at) / 1000) * framesPerSecond) - 1
    budgets.set(caller.personId, { frames: Math.max(0, frames), at: now })
    return frames >= 0
  }

  async function answer(
    listener: Listener,
    { run }: SocketHandler,
    { n, d }: { n: number; d: unknown },
  ): Promise<void> {
    listener.waiting -= 1
    const { caller, id } = listener
    const connection = { id, follow: (topic: string) => reach.follow(listener, topic), tell: reach.tell }
    try {
      const reply = await run({ app, caller, frame: d, connection })
      listener.send(JSON.stringify({ t: 'ok', n, d: reply }))
    } catch (error) {
      const { code, message, details } = error instanceof Refusal ? error : faultOf(error)
      listener.send(JSON.stringify({ t: 'no', n, code, message, details }))
    }
  }

  function faultOf(error: unknown): Refusal {
    app.log.error({ err: error }, 'a frame could not be answered')
    return unavailable()
  }
}
