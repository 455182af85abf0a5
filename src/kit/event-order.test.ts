import { expect, test } from 'vitest'

import { createEventOrder, type LiveEvent, type ReadGap } from './event-order.ts'

const stream = 'r:room'

function eventOf(q: number): LiveEvent {
  return { s: stream, q, k: 'message.sent', d: {}, by: null, at: '2026-10-23T10:00:00Z' }
}

/** A server whose stream holds so many events and is read by pieces, and what a page is told of it. */
function openPage({ head, atOnce = 100 }: { head: number; atOnce?: number }) {
  const server = { head, isAway: false, reads: 0, timesGivenUp: 0 }
  const told: number[] = []
  const readGap: ReadGap = async (_, after) => {
    server.reads += 1
    if (server.isAway) throw new Error('away')
    const all = Array.from({ length: server.head }, (_unused, index) => eventOf(index + 1))
    return { events: all.filter(({ q }) => q > after).slice(0, atOnce), head: server.head }
  }
  const giveUp = () => void (server.timesGivenUp += 1)
  const order = createEventOrder({ readGap, tell: ({ q }) => void told.push(q), giveUp })
  return { order, server, told }
}

test('events in a row are told as they come, and once', () => {
  const { order, told, server } = openPage({ head: 3 })
  order.know(stream, 1)
  for (const q of [1, 2, 2, 3, 1, 3]) order.take(eventOf(q))
  expect(told).toEqual([2, 3])
  expect(server.reads).toBe(0)
})

test('a stream that nobody has read begins with what comes first', () => {
  const { order, told } = openPage({ head: 9 })
  order.take(eventOf(7))
  order.compare('r:other', 4)
  order.take({ ...eventOf(5), s: 'r:other' })
  expect(told).toEqual([7, 5])
})

test('a hole is read back before anything after it is told, what comes meanwhile included', async () => {
  const { order, told, server } = openPage({ head: 5, atOnce: 2 })
  order.know(stream, 1)
  order.take(eventOf(4))
  server.head = 6
  order.take(eventOf(5))
  order.take(eventOf(6))
  expect(told).toEqual([])
  await expect.poll(() => told).toEqual([2, 3, 4, 5, 6])
  order.take(eventOf(7))
  expect(told.at(-1)).toBe(7)
})

test('where the server stands further on, the rest is read', async () => {
  const { order, told } = openPage({ head: 3 })
  order.know(stream, 1)
  order.compare(stream, 3)
  await expect.poll(() => told).toEqual([2, 3])
})

test('what cannot be read is given up, and read once the stream is compared again', async () => {
  const { order, server, told } = openPage({ head: 3 })
  order.know(stream, 1)
  server.isAway = true
  order.take(eventOf(3))
  await expect.poll(() => server.timesGivenUp).toBe(1)
  expect(told).toEqual([])
  server.isAway = false
  order.compare(stream, 3)
  await expect.poll(() => told).toEqual([2, 3])
})

test('a server that promised more than it has is given up instead of asked for ever', async () => {
  const { order, server } = openPage({ head: 2 })
  order.know(stream, 1)
  order.take(eventOf(9))
  await expect.poll(() => server.timesGivenUp).toBe(1)
  expect(server.reads).toBe(2)
})

test('when the numbers begin anew, lower ones are news, and nothing is waited for that was spoken of before', async () => {
  const { order, told, server } = openPage({ head: 3 })
  order.know(stream, 39)
  order.take(eventOf(40))
  order.forget()
  order.take(eventOf(1))
  order.take(eventOf(3))
  await expect.poll(() => told).toEqual([40, 1, 2, 3])
  expect(server.timesGivenUp).toBe(0)
})
