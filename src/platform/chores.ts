import type { App } from './app.ts'
import type { Chore } from './jobs.ts'

export type Chores = {
  /** Begins no more; what is under way is let finish for a while. What is cut off is due again when its lease ends. */
  stop(): Promise<void>
}

const sweepMs = 5_000
const finishWithinMs = 3_000

/**
 * Does every chore every few seconds. Jobs only wake; the rows are the truth, and what no job woke for is found here. So many of
 * a kind at once: whoever is slow today, a mail server or a calendar, holds up nobody else.
 */
export function startChores(app: App, chores: readonly Chore[]): Chores {
  const running = new Map<Chore, Set<Promise<void>>>(chores.map((chore) => [chore, new Set()]))
  const timer = setInterval(sweep, sweepMs)

  return {
    async stop() {
      clearInterval(timer)
      const underWay = [...running.values()].flatMap((ends) => [...ends])
      const late = new Promise((resolve) => setTimeout(resolve, finishWithinMs).unref())
      await Promise.race([Promise.all(underWay), late])
    },
  }

  function sweep(): void {
    for (const [chore, ends] of running) if (ends.size < chore.atOnce) begin(chore, ends)
  }

  function begin({ name, run }: Chore, ends: Set<Promise<void>>): void {
    const end = run(app).catch((error: unknown) => app.log.warn({ err: error }, `could not ${name}`))
    ends.add(end)
    void end.finally(() => ends.delete(end))
  }
}
