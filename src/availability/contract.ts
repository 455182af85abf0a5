import { z } from 'zod'

import { timeZoneText } from '#accounts/contract/fields.ts'
import { done, id, line, route } from '#platform/contract.ts'

import { mostNameLength } from './named-schedule.ts'
import {
  increments,
  mostBufferMinutes,
  mostDaysAhead,
  mostLimitADay,
  mostLimitAWeek,
  mostNoticeMinutes,
  refuseHours,
} from './schedule.ts'

const time = z
  .string({ error: 'A time looks like 09:30.' })
  .max(10, { error: 'A time looks like 09:30.', abort: true })
const windows = z
  .array(
    z.tuple([time, time], {
      error: 'A window is a time it starts and a time it ends, such as 09:00 and 17:00.',
    }),
    {
      error: 'Give a list of windows; an empty one closes the day.',
    },
  )
  .max(24, { error: 'A day can have at most 24 windows.' })

/** Hours by weekday ("1" Monday to "7") and by date, as wall times; see `schedule.ts` for what is accepted. */
export const weeklyHours = z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), windows, {
  error: 'Give the hours of the week by day, "1" (Monday) to "7" (Sunday).',
})
export const dateOverrides = z.record(z.iso.date(), windows, {
  error: ({ code }) =>
    code === 'invalid_key'
      ? 'A date looks like 2026-11-03.'
      : 'Give the hours of single dates by date; {} for none.',
})

/** Adds the sentences of `refuseHours` to a schema that holds `weekly` and `overrides`. */
export function withSoundHours<
  S extends z.ZodType<{ weekly: z.infer<typeof weeklyHours>; overrides: z.infer<typeof dateOverrides> }>,
>(schema: S): S {
  return schema.superRefine((value, context) => {
    for (const { path, sentence } of refuseHours(value))
      context.addIssue({ code: 'custom', path, message: sentence })
  })
}

const minutes = (name: string, max: number) =>
  z
    .number({ error: `${name} must be a number of minutes.` })
    .int({ error: `${name} must be whole minutes.` })
    .min(0, { error: `${name} cannot be negative.` })
    .max(max, { error: `${name} can be at most ${max} minutes.` })

const limit = (per: string, max: number) =>
  z
    .number({ error: `Say how many meetings a ${per} at most, or null for no limit.` })
    .int({ error: 'Give a whole number of meetings.' })
    .min(1, { error: `Allow at least one meeting a ${per}.` })
    .max(max, { error: `A limit can be at most ${max} a ${per}.` })
    .nullable()
    .default(null)

const scheduleShape = z.object({
  timeZone: timeZoneText,
  weekly: weeklyHours,
  overrides: dateOverrides,
  bufferBeforeMinutes: minutes('The pause before', mostBufferMinutes),
  bufferAfterMinutes: minutes('The pause after', mostBufferMinutes),
  minimumNoticeMinutes: minutes('The minimum notice', mostNoticeMinutes),
  daysAhead: z
    .number({ error: 'Say how many days ahead can be booked.' })
    .int({ error: 'Give whole days.' })
    .min(1, { error: 'Offer at least one day.' })
    .max(mostDaysAhead, { error: `At most ${mostDaysAhead} days ahead.` }),
  incrementMinutes: z.union(
    increments.map((step) => z.literal(step)),
    { error: 'Times can start every 5, 10, 15, 20, 30 or 60 minutes.' },
  ),
  mostADay: limit('day', mostLimitADay),
  mostAWeek: limit('week', mostLimitAWeek),
  /** The ISO weekday from which a week of `mostAWeek` is counted. */
  weekStart: z
    .number({ error: 'A week begins on a day from 1 (Monday) to 7 (Sunday).' })
    .int({ error: 'A week begins on a day from 1 (Monday) to 7 (Sunday).' })
    .min(1, { error: 'A week begins on a day from 1 (Monday) to 7 (Sunday).' })
    .max(7, { error: 'A week begins on a day from 1 (Monday) to 7 (Sunday).' })
    .default(1),
})

export const readSchedule = route({
  method: 'GET',
  path: '/api/me/schedule',
  who: 'signed-in',
  summary: 'One’s own default schedule; the usual one until it is saved',
  reply: z.object({ schedule: scheduleShape, saved: z.boolean() }),
})

export const saveSchedule = route({
  method: 'PUT',
  path: '/api/me/schedule',
  who: 'signed-in',
  summary: 'Keep one’s default schedule: weekly hours, overrides for dates, pauses, notice, how far ahead',
  body: withSoundHours(scheduleShape),
  reply: z.object({ schedule: scheduleShape, saved: z.boolean() }),
})

const namedSchedule = z.object({ id, name: z.string(), isDefault: z.boolean(), schedule: scheduleShape })
const scheduleName = line('A name for the schedule', mostNameLength)
const scheduleParams = z.object({ scheduleId: id })
const oneReply = z.object({ schedule: namedSchedule })

export const listSchedules = route({
  method: 'GET',
  path: '/api/me/schedules',
  who: 'signed-in',
  summary: 'One’s own schedules, the default first; none until one is saved',
  reply: z.object({ schedules: z.array(namedSchedule) }),
})

export const makeSchedule = route({
  method: 'POST',
  path: '/api/me/schedules',
  who: 'signed-in',
  summary: 'Keep one more schedule: a copy of one’s own, or the usual hours',
  body: z.object({ name: scheduleName, copyOf: id.nullable().default(null) }),
  reply: oneReply,
  refusals: ['too_many_schedules'],
})

export const saveNamedSchedule = route({
  method: 'PUT',
  path: '/api/me/schedules/:scheduleId',
  who: 'signed-in',
  summary: 'Keep one of one’s schedules',
  params: scheduleParams,
  body: withSoundHours(scheduleShape),
  reply: z.object({ schedule: scheduleShape, saved: z.boolean() }),
})

export const renameSchedule = route({
  method: 'PATCH',
  path: '/api/me/schedules/:scheduleId',
  who: 'signed-in',
  summary: 'Call one of one’s schedules something else',
  params: scheduleParams,
  body: z.object({ name: scheduleName }),
  reply: oneReply,
})

export const chooseDefault = route({
  method: 'POST',
  path: '/api/me/schedules/:scheduleId/default',
  who: 'signed-in',
  summary: 'Make one of one’s schedules the default',
  params: scheduleParams,
  reply: oneReply,
})

export const removeSchedule = route({
  method: 'DELETE',
  path: '/api/me/schedules/:scheduleId',
  who: 'signed-in',
  summary: 'Forget one of one’s schedules, never the default; what named it goes by the default',
  params: scheduleParams,
  reply: done,
  refusals: ['default_schedule'],
})
