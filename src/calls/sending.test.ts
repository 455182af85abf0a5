import { expect, test } from 'vitest'

import { sizeFor } from './sending.ts'

test.each([
  [1, 720, 30],
  [2, 720, 30],
  [3, 480, 30],
  [4, 360, 15],
  [5, 240, 12],
  [6, 240, 12],
])('among %i people a picture is %i high, %i times a second', (people, height, frameRate) => {
  expect(sizeFor(people)).toMatchObject({ height, frameRate })
})
