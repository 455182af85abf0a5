import { expect, test } from 'vitest'

import { hear, silence } from './speaker.ts'

const ana = (level: number) => ({ seatId: 'ana', level })
const ben = (level: number) => ({ seatId: 'ben', level })

test('the loudest speaks; what is hardly heard does not', () => {
  expect(hear(silence, [ana(0.01), ben(0.02)], 1000)).toBe(silence)
  expect(hear(silence, [ana(0.3), ben(0.5)], 1000)).toMatchObject({ speaking: 'ben', last: 'ben' })
})

test('a pause between words ends nothing, and a cough of another takes the stage from nobody', () => {
  const speaking = hear(silence, [ana(0.4), ben(0)], 1000)
  const paused = hear(speaking, [ana(0), ben(0.9)], 2000)
  expect(paused.speaking).toBe('ana')
  const goesOn = hear(paused, [ana(0.1), ben(0.9)], 2100)
  expect(hear(goesOn, [ana(0), ben(0.9)], 3200)).toMatchObject({ speaking: 'ana' })
  expect(hear(goesOn, [ana(0), ben(0.9)], 3400)).toMatchObject({ speaking: 'ben', last: 'ben' })
})

test('after a while of silence nobody speaks; who did last is still known', () => {
  const speaking = hear(silence, [ana(0.4)], 1000)
  expect(hear(speaking, [ana(0)], 2300)).toMatchObject({ speaking: null, last: 'ana' })
})

test('who left or was muted gives way at once', () => {
  const speaking = hear(silence, [ana(0.4), ben(0)], 1000)
  expect(hear(speaking, [ben(0.3)], 1100)).toMatchObject({ speaking: 'ben' })
})
