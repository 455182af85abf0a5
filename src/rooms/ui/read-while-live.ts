import type { Live, LiveEvent } from '#kit/live.ts'

/**
 * Reads a state while events go on: what was told during the read is put on top of it, and a read during which the
 * connection came up is done again, so that no event falls between the state and the socket.
 */
export async function readWhileLive<State>(
  live: Live,
  read: () => Promise<State>,
  apply: (state: State, event: LiveEvent) => State,
): Promise<State> {
  for (;;) {
    const wasLive = live.state() === 'live'
    const heard: LiveEvent[] = []
    const stop = live.onEvent((event) => heard.push(event))
    const state = await read().finally(stop)
    if (wasLive || live.state() !== 'live') return heard.reduce(apply, state)
  }
}
