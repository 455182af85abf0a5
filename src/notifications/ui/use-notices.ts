import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { call } from '#kit/api.ts'

import { listNotices, markNoticesRead } from '../contract.ts'

/** Under what everything read of one's notices is kept. */
export const noticesKey = ['notices']

/** What the reader was told lately, and the way to mark it read. The live stream says when to ask again. */
export function useNotices() {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: noticesKey,
    queryFn: ({ signal }) => call(listNotices, { signal }),
    staleTime: Infinity,
  })
  const { mutate } = useMutation({
    mutationFn: (body: { noticeId: string; andEarlier: boolean }) => call(markNoticesRead, { body }),
    onSettled: () => void queries.invalidateQueries({ queryKey: noticesKey }),
  })
  return {
    notices: data?.notices,
    unread: data?.unread ?? 0,
    failure: data ? null : error,
    retry: () => void refetch(),
    markRead: mutate,
  }
}
