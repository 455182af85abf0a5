import { describe, expect, test } from 'vitest'

import { failureOf, formSentence } from './form-failure.ts'

describe('what a form says when it was refused', () => {
  test('a refusal keeps its sentences', () => {
    const refused = Object.assign(new Error('Check the name.'), {
      name: 'Refused',
      fields: { name: 'Name is needed.' },
    })
    expect(failureOf(refused)).toEqual({ message: 'Check the name.', fields: { name: 'Name is needed.' } })
  })

  test('a fault shows nothing of its inside', () => {
    expect(failureOf(new TypeError('x is undefined')).message).not.toContain('undefined')
    expect(failureOf('boom').message).toMatch(/went wrong/)
  })

  test.each([
    ['no field is wrong', {}, 'All of it.'],
    ['every wrong field is shown', { name: 'Name is needed.' }, null],
    ['a wrong field is not shown', { name: 'Name is needed.', zone: 'Give a zone.' }, 'Give a zone.'],
  ])('%s', (_, fields, sentence) => {
    expect(formSentence({ message: 'All of it.', fields }, ['name'])).toBe(sentence)
  })
})
