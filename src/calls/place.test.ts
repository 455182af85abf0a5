import { describe, expect, test } from 'vitest'

import { type Elsewhere, findFault, hostOf, isSamePlace, leadElsewhere, settleElsewhere } from './place.ts'

const meet = 'https://meet.google.com/abc-defg-hij'

describe('a link of one’s own', () => {
  test.each([
    'https://zoom.example/j/1?pwd=a#b',
    'https://münchen.example/x',
    `https://a.example/${'x'.repeat(1900)}`,
  ])('%s leads somewhere', (url) => {
    expect(findFault(url)).toBeUndefined()
  })

  test.each([
    ['', 'no link'],
    ['zoom.example/j/1', 'no link'],
    ['https://zoom.example/a b', 'no link'],
    ['https://zoom.example/\u202ea', 'no link'],
    ['http://zoom.example', 'https://'],
    ['javascript:alert(1)', 'https://'],
    ['data:text/html,x', 'https://'],
    ['https://ana:secret@zoom.example', 'name and password'],
    ['https://localhost/', 'no public address'],
    ['https://intranet', 'no public address'],
    ['https://./', 'no public address'],
    ['https:zoom.example', 'https://'],
    ['https:/zoom.example', 'https://'],
    ['https:\\\\zoom.example', 'https://'],
    [`https://a.example/${'x'.repeat(2000)}`, 'at most 2000'],
  ])('%s does not', (url, words) => {
    expect(findFault(url)).toContain(words)
  })

  test('is named by its host', () => {
    expect(hostOf('https://zoom.example:8443/j/1')).toBe('zoom.example:8443')
    expect(hostOf('nothing')).toBe('')
  })
})

describe('where a call leads', () => {
  test('nowhere, to a link at once, or to what is still to be made', () => {
    expect(leadElsewhere({ place: 'parley', placeUrl: '' }, 'meet')).toBeNull()
    expect(leadElsewhere({ place: 'link', placeUrl: meet }, null)).toMatchObject({
      state: 'ready',
      url: meet,
    })
    expect(leadElsewhere({ place: 'meet', placeUrl: '' }, 'meet')).toMatchObject({ state: 'waiting' })
    expect(leadElsewhere({ place: 'meet', placeUrl: '' }, 'teams')).toMatchObject({ state: 'failed' })
    expect(leadElsewhere({ place: 'teams', placeUrl: '' }, null)).toMatchObject({ state: 'failed' })
  })

  test('a place that was made stays, whatever is said later; one that failed may come after all', () => {
    const waiting: Elsewhere = { kind: 'meet', state: 'waiting', url: null }
    const ready: Elsewhere = { kind: 'meet', state: 'ready', url: meet }
    const failed: Elsewhere = { kind: 'meet', state: 'failed', url: null }
    expect(settleElsewhere(waiting, meet)).toEqual(ready)
    expect(settleElsewhere(waiting, null)).toEqual(failed)
    expect(settleElsewhere(waiting, 'http://meet.example')).toEqual(failed)
    expect(settleElsewhere(ready, null)).toEqual(ready)
    expect(settleElsewhere(failed, meet)).toEqual(ready)
  })
})

test('a place is asked for anew when it is another one, or could not be made', () => {
  const link = (url: string): Elsewhere => ({ kind: 'link', state: 'ready', url })
  expect(isSamePlace(null, null)).toBe(true)
  expect(isSamePlace(link(meet), null)).toBe(false)
  expect(isSamePlace(link(meet), link(meet))).toBe(true)
  expect(isSamePlace(link(meet), link('https://zoom.example/j/1'))).toBe(false)
  const wished: Elsewhere = { kind: 'meet', state: 'waiting', url: null }
  expect(isSamePlace({ kind: 'meet', state: 'ready', url: meet }, wished)).toBe(true)
  expect(isSamePlace({ kind: 'meet', state: 'failed', url: null }, wished)).toBe(false)
})
