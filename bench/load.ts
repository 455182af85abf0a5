import { once } from 'node:events'

import { startProcess } from './processes.ts'

/** What the generator can be told to do. */
export type Order =
  | {
      kind: 'flood'
      port: number
      connections: number
      seconds: number
      requests: string[]
      /** Begins with this one; with `loop` it begins anew at the end. */
      from: number
      loop: boolean
    }
  | {
      kind: 'pace'
      port: number
      connections: number
      seconds: number
      perSecond: number
      requests: string[]
    }
  | { kind: 'listen'; port: number; cookies: (string | null)[]; hello: boolean }
  | { kind: 'await-frames'; frames: number }
  | { kind: 'close' }

export type Answered =
  | {
      kind: 'load'
      statuses: Record<string, number>
      /** How many requests of the list were taken. */
      used: number
      count: number
      seconds: number
      /** Milliseconds. Of a paced run with open sockets: until the last socket had it. */
      p50: number
      p99: number
      /** Share of its core that the generator used. */
      busy: number
    }
  | { kind: 'listening'; open: number }
  | { kind: 'frames'; cpuSeconds: number }

export type Load = Extract<Answered, { kind: 'load' }>

export type Generator = {
  flood(order: Omit<Extract<Order, { kind: 'flood' }>, 'kind'>): Promise<Load>
  pace(order: Omit<Extract<Order, { kind: 'pace' }>, 'kind'>): Promise<Load>
  /** Opens one socket for each cookie (null: without), all greeted. */
  listen(order: Omit<Extract<Order, { kind: 'listen' }>, 'kind'>): Promise<void>
  /** Calls `cause` once it counts, resolves when so many frames came; answers seconds from cause to last frame. */
  untilFrames(frames: number, cause: () => Promise<unknown>): Promise<{ seconds: number; busy: number }>
  closeSockets(): Promise<void>
  end(): Promise<void>
}

/** Above this share of its core, a generator measures itself. */
export const mostBusy = 0.8

/** Starts a load generator in a process of its own, on the other core. */
export async function startGenerator(): Promise<Generator> {
  const running = await startProcess({ script: 'bench/generator.ts', core: 'generator', ipc: true })
  const { child } = running
  const order = async (order: Order): Promise<Answered> => {
    const answer = once(child, 'message')
    child.send(order)
    const [answered] = (await answer) as [Answered]
    return answered
  }
  return {
    flood: async (parts) => (await order({ kind: 'flood', ...parts })) as Load,
    pace: async (parts) => (await order({ kind: 'pace', ...parts })) as Load,
    listen: async (parts) => void (await order({ kind: 'listen', ...parts })),
    async untilFrames(frames, cause) {
      await order({ kind: 'await-frames', frames })
      const answer = once(child, 'message')
      const started = performance.now()
      await cause()
      const [{ cpuSeconds }] = (await answer) as [Extract<Answered, { kind: 'frames' }>]
      const seconds = (performance.now() - started) / 1000
      return { seconds, busy: cpuSeconds / seconds }
    },
    closeSockets: async () => void (await order({ kind: 'close' })),
    end: () => running.end('SIGKILL'),
  }
}
