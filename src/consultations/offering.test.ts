import { describe, expect, test } from 'vitest'

import { Refusal } from '#platform/refusal.ts'

import {
  chosenStart,
  freeSlug,
  maySee,
  type Offering,
  type Question,
  readAnswers,
  refuseDuration,
  slugOf,
} from './offering.ts'

const offering: Offering = {
  id: 'offering',
  personId: 'ana',
  slug: 'garden-plan',
  title: 'Garden plan',
  description: '',
  durations: [30, 60],
  price: null,
  questions: [],
  scheduleId: null,
  minimumNoticeMinutes: null,
  audience: 'anyone',
  answerWithinMinutes: null,
  isOn: true,
  tokenHash: null,
  tokenSealed: null,
  picture: null,
  position: 0,
  version: 1,
  createdAt: 0,
  updatedAt: 0,
}
const nobody = { personId: null, keyHash: null, sharesRoom: false }
const ben = { ...nobody, personId: 'ben' }

test.each<[string, Partial<Offering>, Parameters<typeof maySee>[1], boolean]>([
  ['for anyone by nobody signed in', {}, nobody, true],
  ['for anyone by somebody', {}, ben, true],
  ['that is off by somebody', { isOn: false }, ben, false],
  ['that is off by its offerer', { isOn: false }, { ...nobody, personId: 'ana' }, true],
  ['for those one shares a room with by nobody signed in', { audience: 'shares_room' }, nobody, false],
  ['for those one shares a room with by another', { audience: 'shares_room' }, ben, false],
  [
    'for those one shares a room with by one of them',
    { audience: 'shares_room' },
    { ...ben, sharesRoom: true },
    true,
  ],
  [
    'link-only without the link',
    { audience: 'link_only', tokenHash: 'key' },
    { ...ben, sharesRoom: true },
    false,
  ],
  [
    'link-only by another link',
    { audience: 'link_only', tokenHash: 'key' },
    { ...ben, keyHash: 'other' },
    false,
  ],
  ['link-only by the link', { audience: 'link_only', tokenHash: 'key' }, { ...nobody, keyHash: 'key' }, true],
  [
    'link-only and off by the link',
    { audience: 'link_only', tokenHash: 'key', isOn: false },
    { ...nobody, keyHash: 'key' },
    false,
  ],
])('an offering %s is seen: %s', (_, changes, reader, isSeen) => {
  expect(maySee({ ...offering, ...changes }, reader)).toBe(isSeen)
})

test('a duration must be one that is offered', () => {
  expect(() => refuseDuration(offering, 60)).not.toThrow()
  expect(() => refuseDuration(offering, 45)).toThrow('Choose one of the durations that are offered.')
})

describe('answers', () => {
  const line: Question = { id: 'size', label: 'How large?', required: true, kind: 'line', choices: [] }
  const text: Question = { id: 'more', label: 'Anything else?', required: false, kind: 'text', choices: [] }
  const choice: Question = {
    id: 'sun',
    label: 'Sun?',
    required: true,
    kind: 'choice',
    choices: ['Yes', 'No'],
  }

  test('are kept with their questions, in the order asked, without what is empty or not asked', () => {
    expect(readAnswers([line, text, choice], { sun: 'No', size: ' 20 m² ', more: ' ', other: 'x' })).toEqual([
      { label: 'How large?', answer: '20 m²' },
      { label: 'Sun?', answer: 'No' },
    ])
  })

  test('are what was given alone, whatever else an object has', () => {
    expect(readAnswers([{ ...line, id: 'constructor', required: false }], {})).toEqual([])
  })

  test.each<[string, Question, string, string]>([
    ['a needed one that is missing', line, ' ', 'An answer is needed.'],
    ['a line with a break', line, 'a\nb', 'This answer is one line.'],
    ['a long line', line, 'a'.repeat(201), 'An answer can have at most 200 characters.'],
    ['a long text', text, 'a'.repeat(2001), 'An answer can have at most 2000 characters.'],
    ['another choice', choice, 'Maybe', 'Choose one of the answers.'],
    ['a choice left open', choice, '', 'An answer is needed.'],
  ])('are refused for %s', (_, question, answer, sentence) => {
    const read = () => readAnswers([question], { [question.id]: answer })
    expect(read).toThrow(Refusal)
    expect(catchFields(read)).toEqual({ [`answers.${question.id}`]: sentence })
  })
})

test.each([
  ['Garden plan, part 2', 'garden-plan-part-2'],
  ['  Çà & là  ', 'ca-la'],
  ['相談', 'consultation'],
])('%s stands at %s', (title, slug) => {
  expect(slugOf(title)).toBe(slug)
})

test.each([
  ['2026-10-24T10:00:00Z', true],
  ['2026-10-23T10:00:00Z', false],
  ['2027-10-24T10:00:00Z', true],
  ['9999-12-31T23:59:59Z', false],
  ['soon', false],
  [undefined, false],
])('a start of %s can have been chosen: %s', (text, can) => {
  expect(chosenStart(text, Date.parse('2026-10-23T10:00:00Z')) !== null).toBe(can)
})

test('a slug that is taken gets a number', () => {
  expect(freeSlug('plan', new Set(['other']))).toBe('plan')
  expect(freeSlug('plan', new Set(['plan', 'plan-2']))).toBe('plan-3')
})

function catchFields(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error.fields
  }
  return undefined
}
