import * as meetings from '#meetings'
import * as rooms from '#rooms'
import type { Db } from '#platform/database.ts'
import { toIso } from '#time/instant.ts'

import type { Offering } from '../offering.ts'
import { findConsultation } from '../store/consultations.ts'
import { listOfferings } from '../store/offerings.ts'

/**
 * What somebody offers, as plain JSON, without the keys of its links; what they booked, with their answers and the price; and
 * what was booked of theirs, with the answers given to them. The rest of both stands with their meetings.
 */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  const all = []
  for (const { meetingId, roomId, isBooker } of await meetings.listConsultationsOf(db, personId)) {
    // Of a room they left the offerer has their own side alone.
    const mayRead = isBooker || (await isIn(db, roomId, personId))
    all.push({ isBooker, booking: await exportBooking(db, meetingId, mayRead) })
  }
  return {
    offerings: (await listOfferings(db, personId)).map(exportOffering),
    booked: all.filter((one) => one.isBooker).map((one) => one.booking),
    bookedOfMine: all.filter((one) => !one.isBooker).map((one) => one.booking),
  }
}

async function isIn(db: Db, roomId: string, personId: string): Promise<boolean> {
  return (await rooms.listMembers(db, roomId)).some((one) => one.personId === personId)
}

async function exportBooking(db: Db, meetingId: string, mayRead: boolean) {
  const kept = await findConsultation(db, meetingId)
  if (!kept) return null
  const { title, price, answers } = kept
  return { meetingId, title, price, answers: mayRead ? answers : null }
}

function exportOffering(one: Offering) {
  return {
    title: one.title,
    slug: one.slug,
    description: one.description,
    durations: one.durations,
    price: one.price,
    questions: one.questions,
    minimumNoticeMinutes: one.minimumNoticeMinutes,
    audience: one.audience,
    answerWithinMinutes: one.answerWithinMinutes,
    isOn: one.isOn,
    createdAt: toIso(one.createdAt),
    updatedAt: toIso(one.updatedAt),
  }
}
