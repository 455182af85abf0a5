import { useQuery } from '@tanstack/react-query'

import { call } from '#kit/api.ts'

import { type Invite, readInvite } from '../contract/invite.ts'

/** An invite as it stands now. Rooms read it again whenever they hear that it changed. */
export function useInvite(inviteId: string): {
  invite: Invite | undefined
  error: Error | null
  /** When it was read last. */
  readAt: number
  reload: () => void
} {
  const query = useQuery({
    queryKey: ['invite', inviteId],
    queryFn: () => call(readInvite, { params: { inviteId } }).then(({ invite }) => invite),
  })
  return {
    invite: query.data,
    error: query.data ? null : query.error,
    readAt: query.dataUpdatedAt,
    reload: () => void query.refetch(),
  }
}
