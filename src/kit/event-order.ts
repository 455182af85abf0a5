import type { WireEvent } from '#platform/contract.ts'

/** One event as the server tells it. */
export type LiveEvent = WireEvent

/** Reads events of a stream after a number over HTTP, the first of them at least where there are any; `head` is its last number. */
export type ReadGap = (stream: string, after: number) => Promise<{ events: LiveEvent[]; head: number }>

export type EventOrder = {
  /** Says up to where a stream is known, from state that was just read. Never goes back. */
  know(stream: string, seq: number): void
  /** The server says where a stream stands. */
  compare(stream: string, head: number): void
  /** An event has come, perhaps too early, or once more. */
  take(event: LiveEvent): void
  /** The numbers begin anew: nothing is known any more. */
  forget(): void
}

/**
 * Puts events into the order of their streams and tells each once: a number that is known is dropped, a hole is read back over
 * HTTP before anything after it is told. Where that cannot be, `giveUp` is called: whoever connects anew is told where the
 * streams stand, and so the hole is found again.
 */
export function createEventOrder({
  readGap,
  tell,
  giveUp,
}: {
  readGap: ReadGap
  tell: (event: LiveEvent) => void
  giveUp: () => void
}): EventOrder {
  /** The last number of each stream that is known. */
  const at = new Map<string, number>()
  /** The highest number that the server has spoken of. */
  const promised = new Map<string, number>()
  const filling = new Set<string>()

  return { know, compare, take, forget }

  function know(stream: string, seq: number): void {
    at.set(stream, Math.max(seq, at.get(stream) ?? 0))
  }

  function forget(): void {
    at.clear()
    promised.clear()
  }

  // A stream nobody has read yet starts where it stands: its state will be read with a head of its own.
  function compare(stream: string, head: number): void {
    const known = at.get(stream)
    if (known === undefined) at.set(stream, head)
    else if (head > known) void fill(stream)
  }

  function take(event: LiveEvent): void {
    const known = at.get(event.s) ?? event.q - 1
    if (event.q <= known) return
    promised.set(event.s, event.q)
    if (event.q > known + 1 || filling.has(event.s)) return void fill(event.s)
    pass(event)
  }

  function pass(event: LiveEvent): void {
    at.set(event.s, event.q)
    tell(event)
  }

  async function fill(stream: string): Promise<void> {
    if (filling.has(stream)) return
    filling.add(stream)
    await readOn(stream)
      .catch(giveUp)
      .finally(() => filling.delete(stream))
  }

  // Reads until level with everything the server has spoken of, events that arrived meanwhile included.
  async function readOn(stream: string): Promise<void> {
    for (;;) {
      const before = at.get(stream) ?? 0
      const { events, head } = await readGap(stream, before)
      for (const event of events) if (event.q === (at.get(stream) ?? 0) + 1) pass(event)
      const now = at.get(stream) ?? 0
      if (now >= Math.max(head, promised.get(stream) ?? 0)) return
      if (now === before) throw new Error(`The stream ${stream} cannot be read on from ${now}.`)
    }
  }
}
