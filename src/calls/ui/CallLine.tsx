import { useMe } from '#accounts/ui/use-me.ts'
import type { SystemLineProps } from '#rooms/ui/registry.tsx'

/** That somebody came into the call of a meeting first. */
export function CallLine({ message }: SystemLineProps) {
  const { me } = useMe()
  return <p>{message.senderId === me?.id ? 'You are in the call.' : message.body}</p>
}
