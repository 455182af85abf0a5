import type { App } from './app.ts'
import type { Topic } from './topics.ts'

/** A live connection as those who follow topics. */
export type Follower = {
  id: string
  /** When it was last heard of, by the clock of this process (performance.now). */
  heardAt: number
  send(frame: string): void
  ping(): void
}

export type Following = {
  follow(follower: Follower, topic: string): void
  leave(follower: Follower): void
  /** Looks at a topic again, if anybody here follows it. */
  look(topic: string): void
  stop(): void
}

const tendMs = 3_000
const silentMs = 7_000

/** Keeps those who follow topics told: whenever one is woken, and every few seconds in case a wake-up was lost. */
export function startFollowing(app: App, topics: readonly Topic[]): Following {
  const byName = new Map(topics.map((topic) => [topic.name, topic]))
  /** Who follows what, and what they were told last. */
  const followers = new Map<string, Map<Follower, string | undefined>>()
  const looking = new Map<string, { again: boolean }>()
  let steadySince = performance.now()
  let isTending = false
  const timer = setInterval(() => void tendAll(), tendMs)

  return {
    follow(follower, topic) {
      const known = followers.get(topic) ?? new Map<Follower, string | undefined>()
      followers.set(topic, known.set(follower, undefined))
      look(topic)
    },
    leave(follower) {
      for (const topic of followers.keys()) drop(topic, follower)
    },
    look,
    stop: () => clearInterval(timer),
  }

  // One reading at a time, and one more for all that was woken meanwhile: what is told last is newest.
  function look(topic: string): void {
    if (!followers.has(topic)) return
    const running = looking.get(topic)
    if (running) running.again = true
    else void lookUntilQuiet(topic)
  }

  async function lookUntilQuiet(topic: string): Promise<void> {
    const running = { again: true }
    looking.set(topic, running)
    while (running.again) {
      running.again = false
      await tell(topic).catch((error: unknown) => app.log.warn({ err: error }, 'a topic could not be read'))
    }
    looking.delete(topic)
  }

  async function tell(topic: string): Promise<void> {
    const [known, id] = knownTopic(topic)
    if (!known) return
    const { state, hearers } = await known.read(app, id)
    const frame = JSON.stringify({ t: 'state', s: topic, d: state })
    for (const [follower, told] of followers.get(topic) ?? []) {
      if (!hearers.includes(follower.id)) {
        follower.send(JSON.stringify({ t: 'state', s: topic, d: null }))
        drop(topic, follower)
      } else if (told !== frame) {
        follower.send(frame)
        followers.get(topic)?.set(follower, frame)
      }
    }
  }

  async function tendAll(): Promise<void> {
    if (isTending) return
    isTending = true
    for (const [topic, those] of followers) {
      await tend(topic, [...those.keys()]).catch((error: unknown) => {
        steadySince = performance.now()
        app.log.warn({ err: error }, 'a topic could not be tended')
      })
      look(topic)
    }
    isTending = false
  }

  async function tend(topic: string, those: readonly Follower[]): Promise<void> {
    const [known, id] = knownTopic(topic)
    const now = performance.now()
    const heard = those.filter(({ heardAt }) => now - heardAt < silentMs)
    for (const follower of those) follower.ping()
    await known?.tend(app, id, {
      connectionIds: heard.map((follower) => follower.id),
      steadyMs: now - steadySince,
    })
  }

  function knownTopic(topic: string): [Topic | undefined, string] {
    const colon = topic.indexOf(':')
    return [byName.get(topic.slice(0, colon)), topic.slice(colon + 1)]
  }

  function drop(topic: string, follower: Follower): void {
    followers.get(topic)?.delete(follower)
    if (followers.get(topic)?.size === 0) followers.delete(topic)
  }
}
