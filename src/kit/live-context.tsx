import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'

import { connectLive, type Live, type LiveEvent, type LiveState } from './live.ts'

const LiveContext = createContext<Live | null>(null)

type Props = {
  readGap: (stream: string, after: number) => Promise<{ events: LiveEvent[]; head: number }>
  children: ReactNode
}

/** Keeps one live connection for everything below it. Signed-in pages stand under it. */
export function LiveProvider({ readGap, children }: Props) {
  const [live, setLive] = useState<Live | null>(null)
  useEffect(() => {
    const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`
    const opened = connectLive(address, readGap)
    setLive(opened)
    return () => opened.close()
  }, [readGap])
  return live && <LiveContext value={live}>{children}</LiveContext>
}

/** The live connection. Only under a LiveProvider. */
export function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('useLive needs a LiveProvider above it.')
  return live
}

/** Hears every live event while the component stands. `hear` must be stable (useCallback) or it is subscribed anew. */
export function useLiveEvents(hear: (event: LiveEvent) => void): void {
  const live = useLive()
  useEffect(() => live.onEvent(hear), [live, hear])
}

/** Whether the connection stands. */
export function useLiveState(): LiveState {
  const live = useLive()
  const [state, setState] = useState(live.state())
  useEffect(() => {
    setState(live.state())
    return live.onState(setState)
  }, [live])
  return state
}
