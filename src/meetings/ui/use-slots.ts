import { useMemo } from 'react'

import { call } from '#kit/api.ts'

import { listInviteSlots } from '../contract/invite.ts'
import { listMeetingSlots, listNewTimes } from '../contract/moving.ts'
import type { Slots } from '../contract/slots.ts'
import type { Month } from './picker.ts'
import { type MonthOfSlots, useMonthOfSlots } from './use-month-of-slots.ts'

/** What times are asked of: an invite, a meeting to be moved, or the new times offered for one. */
type SlotSource = {
  kind: 'invite' | 'meeting' | 'new-times'
  id: string
  /** With another one, its times are others. */
  version: number
  /** Whether it can be asked: not once it is booked or cancelled, nor while that may just be happening. */
  isOpen: boolean
}

/** Reads a month of times and, quietly, the next one. */
export function useSlots(asked: SlotSource, month: Month, timeZone: string): MonthOfSlots {
  const { kind, id, version, isOpen } = asked
  const source = useMemo(
    () => ({ key: [...slotsKey(kind, id), `${version}`], read: readerOf(kind, id), isOpen }),
    [kind, id, version, isOpen],
  )
  return useMonthOfSlots(source, month, timeZone)
}

/**
 * Under what the times of something are kept: apart from the thing itself, so that who hears of a change learns first
 * whether there is still anything to ask.
 */
export function slotsKey(kind: SlotSource['kind'], id: string): readonly string[] {
  return ['slots', kind, id]
}

function readerOf(kind: SlotSource['kind'], id: string) {
  return (query: { from: string; to: string }): Promise<Slots> => {
    if (kind === 'invite') return call(listInviteSlots, { params: { inviteId: id }, query })
    const params = { meetingId: id }
    return call(kind === 'meeting' ? listMeetingSlots : listNewTimes, { params, query })
  }
}
