import { z } from 'zod'

import { useMe } from '#accounts/ui/use-me.ts'
import type { SystemLineProps } from '#rooms/ui/registry.tsx'

const withdrawnDetail = z.object({ durationMinutes: z.number() })

/** What the room says of an offer that was taken back; its plain sentence where the detail is not understood. */
export function InviteLine({ message, detail }: SystemLineProps) {
  const { me } = useMe()
  const parsed = withdrawnDetail.safeParse(detail)
  if (!parsed.success) return <p>{message.body}</p>
  const actor = message.senderId === me?.id ? 'You' : (message.senderName ?? 'Somebody')
  return <p>{`${actor} took back the invite to a meeting of ${parsed.data.durationMinutes} minutes`}</p>
}
