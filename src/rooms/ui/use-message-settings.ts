import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'

import { call } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'
import { showToast } from '#kit/toast.ts'
import { notificationSettingsKey } from '#notifications/ui/use-notification-settings.ts'

import {
  type MessageSettings,
  readMessageSettings,
  saveMessageSettings,
} from '../contract/message-settings.ts'

type Choice = z.input<typeof saveMessageSettings.body>

/** What the reader wants to be told of a room, and the way to choose: shown at once, taken back when it was not kept. */
export function useMessageSettings(roomId: string) {
  const queries = useQueryClient()
  const queryKey = [...notificationSettingsKey, roomId]
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => call(readMessageSettings, { params: { roomId }, signal }),
  })
  const { mutate } = useMutation({
    mutationFn: (body: Choice) => call(saveMessageSettings, { params: { roomId }, body }),
    onMutate: ({ mutedUntil, messages, meetings, mails }) => {
      queries.setQueryData<MessageSettings>(
        queryKey,
        (before) =>
          before && {
            ...before,
            ...(messages !== undefined && { messages }),
            ...(meetings !== undefined && { meetings }),
            ...(mails !== undefined && { mails }),
            ...(mutedUntil !== undefined && { mutedUntil }),
          },
      )
    },
    onSuccess: (settings) => void queries.setQueryData(queryKey, settings),
    onError: (failure) => {
      showToast({ text: `That was not kept. ${failureOf(failure).message}`, tone: 'bad' })
      void refetch()
    },
  })
  return { settings: data, failure: data ? null : error, retry: () => void refetch(), choose: mutate }
}
