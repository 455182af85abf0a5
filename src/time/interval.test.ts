import { expect, test } from 'vitest'

import { clip, contains, type Interval, inOrder, overlaps, union } from './interval.ts'

test.each<[Interval, Interval, boolean]>([
  [[0, 2], [1, 3], true],
  [[0, 9], [1, 3], true],
  [[0, 2], [2, 3], false],
  [[1, 1], [0, 3], false],
])('%j and %j overlap: %s', (one, other, expected) => {
  expect(overlaps(one, other)).toBe(expected)
  expect(overlaps(other, one)).toBe(expected)
})

test('the start belongs to it, the end does not', () => {
  expect([0, 1, 2, 3].map((at) => contains([1, 3], at))).toEqual([false, true, true, false])
})

test('clipping', () => {
  expect(clip([0, 5], [3, 9])).toEqual([3, 5])
  expect(clip([0, 3], [3, 9])).toBeUndefined()
})

test('order, and the same array where there is one already', () => {
  const ordered: Interval[] = [
    [0, 9],
    [1, 2],
    [1, 5],
  ]
  expect(inOrder(ordered)).toBe(ordered)
  expect(
    inOrder([
      [3, 4],
      [0, 1],
    ]),
  ).toEqual([
    [0, 1],
    [3, 4],
  ])
})

test('a union merges what touches, nests or repeats, and drops what is empty', () => {
  expect(
    union(
      [
        [5, 6],
        [0, 2],
        [2, 3],
        [0, 1],
        [8, 8],
      ],
      [
        [5, 6],
        [9, 7],
      ],
    ),
  ).toEqual([
    [0, 3],
    [5, 6],
  ])
  expect(union()).toEqual([])
})

test('a union agrees with counting instants one by one', () => {
  let state = 1
  const below = (limit: number) => (state = (state * 48_271) % 2_147_483_647) % limit
  const some = () => Array.from({ length: below(6) }, (): Interval => [below(30), below(30)])
  const covered = (list: readonly Interval[]) =>
    Array.from({ length: 30 }, (_, at) => list.some((one) => contains(one, at)))
  for (let round = 0; round < 500; round++) {
    const [ones, others] = [some(), some()]
    const all = union(ones, others)
    expect(covered(all)).toEqual(covered([...ones, ...others]))
    expect(union(all)).toEqual(all)
  }
})
