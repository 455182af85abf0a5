import { useState } from 'react'

import { call } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'
import { sendMessage } from '#rooms/contract/message.ts'

/** Sends a word to the room as a message. It keeps its id over retries, so that it is said once. */
export function useWordToRoom(roomId: string, onSent: () => void) {
  const [clientId] = useState(() => crypto.randomUUID())
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  async function send(body: string): Promise<void> {
    setPending(true)
    setFailure(null)
    try {
      await call(sendMessage, { params: { roomId }, body: { clientId, body } })
      onSent()
    } catch (error) {
      setFailure(failureOf(error).message)
    } finally {
      setPending(false)
    }
  }

  return { send: (body: string) => void send(body), isPending, failure }
}
