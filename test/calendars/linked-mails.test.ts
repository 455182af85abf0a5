import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Mail } from '#platform/mail.ts'
import { cast, type CastName } from '#test/support/cast.ts'

import { eventually } from '../meetings/offers.ts'
import { onlyLink } from './google-world.ts'
import {
  agree,
  cancel,
  catchUp,
  type MeetingWorld,
  monday,
  move,
  startMeetingWorld,
} from './meeting-world.ts'

let world: MeetingWorld

beforeAll(async () => {
  world = await startMeetingWorld({ ben: false })
})
afterAll(() => world.stop())

async function latest(name: CastName, word: string): Promise<Mail> {
  const [mail] = await eventually(
    async () =>
      (await world.parley.mails()).filter(
        ({ to, subject }) => to === cast[name].email && subject.startsWith(word),
      ),
    (mails) => mails.length > 0,
  )
  if (!mail) throw new Error('No mail')
  return mail
}

test('whose calendar we write gets no calendar part, nor does who ended the link; everybody else does', async () => {
  const meetingId = await agree(world)
  await catchUp(world)
  const written = await latest('ana', 'Meeting on ')
  expect(written.calendar).toBeUndefined()
  expect(written.text).toContain('Your linked calendar gets it by itself.')
  expect((await latest('ben', 'Meeting on ')).calendar?.method).toBe('REQUEST')

  await move(world.ben, meetingId, monday('11:00'))
  await catchUp(world)
  const moved = await latest('ana', 'Moved to ')
  expect(moved.calendar).toBeUndefined()
  expect(moved.text).toContain('Your linked calendar follows by itself.')

  const link = await onlyLink(world.ana)
  expect((await world.ana.delete(`/api/calendars/links/${link.id}`)).status).toBe(200)
  await move(world.ben, meetingId, monday('12:00'))
  const [own] = await eventually(
    async () => [await latest('ana', 'Moved to ')],
    ([mail]) => mail?.subject.includes('12:00') ?? false,
  )
  expect(own?.calendar).toBeUndefined()
  expect(own?.text).toContain('The copy in your calendar is your own since you ended the link')
  expect((await latest('ben', 'Moved to ')).calendar?.content).toContain('SEQUENCE:2')

  await cancel(world.ben, meetingId)
  expect((await latest('ana', 'Cancelled')).calendar).toBeUndefined()
  // Who did it hears of it for the sake of their calendar alone.
  expect((await latest('ben', 'Cancelled')).calendar?.method).toBe('CANCEL')
})
