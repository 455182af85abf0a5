import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type Client, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { makeOffering, offeringTerms, takeHandle } from './offerings.ts'

let testApp: TestApp
let ana: Client
let ben: Client

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
})
afterAll(() => testApp.stop())

const question = { id: 'q1', label: 'How large is it?', required: true, kind: 'line', choices: [] }

describe('an offering', () => {
  test('is off when it is made, and told whole to its offerer', async () => {
    const terms = {
      title: 'Kitchen plan',
      durations: [60, 20],
      price: { minor: 4500, currency: 'EUR' },
      questions: [question],
      minimumNoticeMinutes: 1440,
      answerWithinMinutes: 720,
    }
    const made = await ana.post('/api/me/offerings', offeringTerms(terms))
    expect(made.status).toBe(200)
    expect(made.body.offering).toMatchObject({
      ...terms,
      durations: [20, 60],
      slug: 'kitchen-plan',
      isOn: false,
      version: 1,
      url: null,
      picture: null,
    })
    const { id } = made.body.offering
    expect((await ana.get(`/api/me/offerings/${id}`)).body.offering).toEqual(made.body.offering)
    expect((await ben.get(`/api/me/offerings/${id}`)).status).toBe(404)
  })

  test('gets an address from its title that none of the person’s others has', async () => {
    const slugs = []
    for (const title of ['Über uns: ça va?', 'Über uns: ça va?', '相談', '相談', 'A'.repeat(100)])
      slugs.push((await makeOffering(ana, { title }, false)).slug)
    expect(slugs).toEqual([
      'uber-uns-ca-va',
      'uber-uns-ca-va-2',
      'consultation',
      'consultation-2',
      'a'.repeat(56),
    ])
    const again = await ana.post('/api/me/offerings', offeringTerms({ slug: 'uber-uns-ca-va' }))
    expect([again.status, again.body.error.fields]).toEqual([
      422,
      { slug: 'Another of your offerings has this address.' },
    ])
    expect((await makeOffering(ben, { slug: 'uber-uns-ca-va' }, false)).slug).toBe('uber-uns-ca-va')
  })

  test.each<[string, Record<string, unknown>, string, string]>([
    ['no title', { title: ' ' }, 'title', 'The title is needed.'],
    ['an odd address', { slug: 'a b' }, 'slug', 'Use letters from a to z, digits and - between them.'],
    ['no duration', { durations: [] }, 'durations', 'Offer at least one duration.'],
    ['a short one', { durations: [9] }, 'durations', 'A consultation takes between 10 and 240 minutes.'],
    ['a long one', { durations: [241] }, 'durations', 'A consultation takes between 10 and 240 minutes.'],
    ['one twice', { durations: [30, 30] }, 'durations', 'Name each duration once.'],
    [
      'seven durations',
      { durations: [10, 20, 30, 40, 50, 60, 70] },
      'durations',
      'Offer at most 6 durations.',
    ],
    [
      'a price of nothing',
      { price: { minor: 0, currency: 'EUR' } },
      'price.minor',
      'Give a price above nothing, or none.',
    ],
    [
      'an unknown currency',
      { price: { minor: 1, currency: 'QQQ' } },
      'price.minor',
      'Choose a currency from the list.',
    ],
    [
      'an answer too late',
      { answerWithinMinutes: 20_161 },
      'answerWithinMinutes',
      'Give yourself between 30 minutes and 14 days to answer.',
    ],
    [
      'a long notice',
      { minimumNoticeMinutes: 43_201 },
      'minimumNoticeMinutes',
      'The minimum notice can be at most 43200 minutes.',
    ],
    [
      'a question without words',
      { questions: [{ ...question, label: '' }] },
      'questions.0.label',
      'The question is needed.',
    ],
    [
      'one question twice',
      { questions: [question, question] },
      'questions',
      'Two questions have the same id.',
    ],
    ...['constructor', '__proto__', 'toString'].map(
      (id): [string, Record<string, unknown>, string, string] => [
        `a question called ${id}`,
        { questions: [{ ...question, id }] },
        'questions.0.id',
        'A question cannot have this id.',
      ],
    ),
    [
      'one choice alone',
      { questions: [{ ...question, kind: 'choice', choices: ['Yes'] }] },
      'questions.0.choices',
      'Give at least two choices.',
    ],
    [
      'the same choice twice',
      { questions: [{ ...question, kind: 'choice', choices: ['Yes', 'Yes'] }] },
      'questions.0.choices',
      'Name each choice once.',
    ],
    [
      'eleven questions',
      { questions: Array.from({ length: 11 }, (_, index) => ({ ...question, id: `q${index}` })) },
      'questions',
      'Ask at most 10 questions.',
    ],
    ['no audience', { audience: 'everybody' }, 'audience', 'Say who may book.'],
  ])('is refused with %s', async (_, changes, field, sentence) => {
    const answer = await ana.post('/api/me/offerings', offeringTerms(changes))
    expect([answer.status, answer.body.error.fields]).toEqual([422, { [field]: sentence }])
  })

  test('is in hours of one’s own, never of somebody else’s', async () => {
    const own = await ana.post('/api/me/schedules', { name: 'Evenings' })
    const scheduleId = own.body.schedule.id
    expect((await ana.post('/api/me/offerings', offeringTerms({ scheduleId }))).status).toBe(200)
    const { id } = await makeOffering(ben, {}, false)
    for (const answer of [
      await ben.post('/api/me/offerings', offeringTerms({ scheduleId })),
      await ben.put(`/api/me/offerings/${id}`, offeringTerms({ scheduleId })),
      await ben.post('/api/me/offerings', offeringTerms({ scheduleId: newKey() })),
    ])
      expect([answer.status, answer.body.error.fields]).toEqual([
        422,
        { scheduleId: 'Choose one of your schedules.' },
      ])
  })

  test('needs a handle to be turned on, then has an address', async () => {
    const { id } = await makeOffering(ben, { title: 'Tax talk' }, false)
    const refused = await ben.put(`/api/me/offerings/${id}/on`, { isOn: true })
    expect([refused.status, refused.body.error.code]).toEqual([409, 'handle_needed'])
    await takeHandle(ben, 'ben')
    const { body } = await ben.put(`/api/me/offerings/${id}/on`, { isOn: true })
    expect(body.offering).toMatchObject({ isOn: true, url: `${testApp.url}/p/ben/tax-talk`, version: 2 })
  })

  test('for those who have its link stands behind a key that can be renewed', async () => {
    const { id, url } = await makeOffering(ben, { title: 'For friends', audience: 'link_only' })
    expect(url).toMatch(/\/p\/ben\/[\w-]{32}$/)
    const kept = await testApp.app.db.selectFrom('offerings').selectAll().where('id', '=', id).execute()
    expect(JSON.stringify(kept)).not.toContain(url.split('/').at(-1))
    const renewed = await ben.post(`/api/me/offerings/${id}/link`)
    expect(renewed.body.offering.url).not.toBe(url)
    expect((await ana.post(`/api/me/offerings/${id}/link`)).status).toBe(404)

    const same = await ben.put(
      `/api/me/offerings/${id}`,
      offeringTerms({ audience: 'link_only', slug: 'for-friends' }),
    )
    expect(same.body.offering.url).toBe(renewed.body.offering.url)
    const open = await ben.put(`/api/me/offerings/${id}`, offeringTerms({ slug: 'for-friends' }))
    expect(open.body.offering.url).toBe(`${testApp.url}/p/ben/for-friends`)
    const refused = await ben.post(`/api/me/offerings/${id}/link`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'not_by_link'])
  })

  test('is put in order among the others; ids of others change nothing', async () => {
    const chiyo = await testApp.as('chiyo')
    const ids = []
    for (const title of ['One', 'Two', 'Three']) ids.push((await makeOffering(chiyo, { title }, false)).id)
    const [one, , three] = ids
    const foreign = (await ana.get('/api/me/offerings')).body.offerings[0].id
    const { body } = await chiyo.put('/api/me/offerings/order', {
      offeringIds: [three, foreign, newKey(), one, three],
    })
    expect(body.offerings.map(({ title }: { title: string }) => title)).toEqual(['Three', 'One', 'Two'])
  })

  test('that is taken away is gone, and its address is free', async () => {
    const { id } = await makeOffering(ana, { title: 'Short-lived' }, false)
    expect((await ben.delete(`/api/me/offerings/${id}`)).status).toBe(404)
    expect((await ana.delete(`/api/me/offerings/${id}`)).status).toBe(200)
    expect((await ana.get(`/api/me/offerings/${id}`)).status).toBe(404)
    expect((await makeOffering(ana, { title: 'Short-lived' }, false)).slug).toBe('short-lived')
  })

  test('there can be thirty of', async () => {
    const dev = await testApp.as('dev')
    for (let count = 0; count < 30; count += 1) await makeOffering(dev, {}, false)
    const more = await dev.post('/api/me/offerings', offeringTerms())
    expect([more.status, more.body.error.code]).toEqual([409, 'too_many_offerings'])
  })
})

describe('a handle', () => {
  test.each(['ab', 'a'.repeat(31), '-ana', 'ana-', 'a b', 'anä', 'admin', 'Settings', 'a/b', ''])(
    '%j is refused',
    async (handle) => {
      const answer = await ana.patch('/api/me', { handle })
      expect([answer.status, Object.keys(answer.body.error.fields)]).toEqual([422, ['handle']])
    },
  )

  test('is one person’s for good, also when they change it', async () => {
    const eve = await testApp.as('eve')
    await takeHandle(ana, 'ana-silva')
    await takeHandle(ana, 'ana-plans')
    for (const handle of ['ana-silva', 'ana-plans', 'ANA-plans']) {
      const answer = await eve.patch('/api/me', { handle, name: 'Not Eve' })
      expect([answer.status, answer.body.error.code]).toEqual([422, 'handle_taken'])
      expect(answer.body.error.fields).toEqual({ handle: 'Somebody else has this name already.' })
    }
    const { body } = await eve.get('/api/me')
    expect(body.me).toMatchObject({ name: 'Eve Moreau', handle: null })
    await takeHandle(ana, 'ana-silva')
    expect((await ana.get('/api/me')).body.me.handle).toBe('ana-silva')
  })

  test('of two who want it at once is one’s', async () => {
    const [chiyo, dev] = [await testApp.as('chiyo'), await testApp.as('dev')]
    const answers = await Promise.all([chiyo, dev].map((one) => one.patch('/api/me', { handle: 'the-one' })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 422]))
  })
})

test('what somebody offers is in their export, without its keys', async () => {
  const { body } = await ben.post('/api/me/export')
  expect(body.consultations.offerings.map(({ title }: { title: string }) => title)).toContain('Tax talk')
  expect(body.account.handles).toEqual(['ben'])
  expect(JSON.stringify(body.consultations)).not.toMatch(/token/i)
})
