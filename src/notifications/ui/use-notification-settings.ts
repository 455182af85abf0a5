import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'

import { call } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'
import { showToast } from '#kit/toast.ts'

import { type NotificationSettings, readSettings, saveSettings } from '../contract.ts'

/** Under what everything read of one's notification settings is kept, those of rooms included. */
export const notificationSettingsKey = ['notification-settings']

type Choice = z.input<typeof saveSettings.body>

/** What the reader wants to be told, and the way to choose: shown at once, and taken back when it could not be kept. */
export function useNotificationSettings() {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: [...notificationSettingsKey, 'own'],
    queryFn: ({ signal }) => call(readSettings, { signal }),
  })
  const { mutate } = useMutation({
    mutationFn: (body: Choice) => call(saveSettings, { body }),
    onMutate: (choice) => show((before) => withChoice(before, choice)),
    onSuccess: (settings) => show(() => settings),
    onError: (failure) => {
      showToast({ text: `That was not kept. ${failureOf(failure).message}`, tone: 'bad' })
      void refetch()
    },
  })

  function show(next: (before: NotificationSettings) => NotificationSettings): void {
    queries.setQueryData<NotificationSettings>(
      [...notificationSettingsKey, 'own'],
      (before) => before && next(before),
    )
  }

  return { settings: data, failure: data ? null : error, retry: () => void refetch(), choose: mutate }
}

function withChoice(before: NotificationSettings, choice: Choice): NotificationSettings {
  const { wish, quietHours, rooms } = choice
  const wishes = wish
    ? { ...before.wishes, [wish.kind]: { ...before.wishes[wish.kind], [wish.channel]: wish.wanted } }
    : before.wishes
  return {
    ...before,
    wishes,
    quietHours: quietHours === undefined ? before.quietHours : quietHours,
    rooms: rooms ?? before.rooms,
  }
}
