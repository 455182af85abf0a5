import { expect, test } from 'vitest'

import { mediaFailure } from './media-failure.ts'

test.each([
  ['NotAllowedError', /may not use your camera/, /Allow it/],
  ['NotFoundError', /no camera on this device/, /Connect one/],
  ['NotReadableError', /does not answer/, /Another program/],
  ['InsecureContext', /This address may not/, /https/],
  ['SomethingNew', /cannot be used/, /another one/],
])('%s is said in words, with what to do', (name, what, remedy) => {
  const failure = mediaFailure('camera', name)
  expect(failure.what).toMatch(what)
  expect(failure.remedy).toMatch(remedy)
})
