import { beforeAll, expect, test } from 'vitest'

import { listSlots } from '#availability/slots.ts'
import { parseQuestion } from '#availability/question.ts'
import { toIso } from '#time/instant.ts'

import { askInZone, serverZones } from './in-zone.ts'
import { independentSlots, type PlainQuestion } from './independent-slots.ts'
import { randomQuestion } from './random-questions.ts'

/** So many questions are asked; `SCHEDULES` asks for more or fewer. */
const count = Number(process.env.SCHEDULES ?? 10_000)
const command = 'tools/slots.ts'

let questions: PlainQuestion[]
let expected: string[][]

beforeAll(() => {
  questions = Array.from({ length: count }, (_, seed) => randomQuestion(seed))
  expected = questions.map(independentSlots)
}, 600_000)

test('the questions are worth asking', () => {
  const offered = expected.reduce((sum, starts) => sum + starts.length, 0)
  const empty = expected.filter((starts) => starts.length === 0).length
  const zones = new Set(questions.map((question) => question.schedule.timeZone))
  console.log(
    `${count} schedules in ${zones.size} zones: ${offered} starts offered, none in ${empty} of them; zone rules ${process.versions.tz}`,
  )
  expect(offered).toBeGreaterThan(count * 5)
  expect(empty).toBeLessThan(count / 2)
})

test.concurrent.each(serverZones)(
  'the engine agrees with a second implementation, server in %s',
  async (zone) => {
    const answered = (await askInZone(zone, command, questions)) as string[][]
    const different = questions.flatMap((question, seed) =>
      answered[seed]?.join() === expected[seed]?.join()
        ? []
        : [{ seed, question, answered: answered[seed], expected: expected[seed] }],
    )
    console.log(`TZ=${zone}: ${answered.length} answers, ${different.length} different`)
    expect(answered).toHaveLength(count)
    expect(different.slice(0, 3)).toEqual([])
  },
  600_000,
)

// The two would agree on anything if both were asked nothing: an engine with one rule bent must be told apart.
test.each<[string, (question: PlainQuestion) => PlainQuestion]>([
  ['no pauses', (question) => ({ ...question, bufferBefore: 0, bufferAfter: 0 })],
  ['no notice', (question) => ({ ...question, notice: 0 })],
  ['no overrides', (question) => ({ ...question, schedule: { ...question.schedule, overrides: {} } })],
  ['nothing busy', (question) => ({ ...question, busy: [] })],
  [
    'a fixed offset',
    (question) => ({ ...question, schedule: { ...question.schedule, timeZone: 'Etc/GMT' } }),
  ],
])('an engine that knew %s would be found out', (_, bend) => {
  const differing = questions.slice(0, 500).filter((question, seed) => {
    const bent = parseQuestion(bend(question))
    if ('refused' in bent) throw new Error(bent.refused)
    return listSlots(bent).map(toIso).join() !== expected[seed]?.join()
  })
  expect(differing.length).toBeGreaterThan(10)
})
