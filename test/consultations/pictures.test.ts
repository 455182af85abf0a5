import { afterAll, beforeAll, expect, test } from 'vitest'

import { type Client, startTestApp, type TestApp } from '#test/support/app.ts'

import { makeOffering, makePng, pngChunk, smallPicture, takeHandle } from './offerings.ts'

let testApp: TestApp
let ana: Client
let id: string

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  await takeHandle(ana, 'ana')
  id = (await makeOffering(ana)).id
})
afterAll(() => testApp.stop())

test('a picture is shown on the page and in link previews, as a picture and nothing else', async () => {
  const { status, body } = await ana.put(`/api/me/offerings/${id}/picture`, { content: smallPicture })
  expect(status).toBe(200)
  const { url, width, height } = body.offering.picture
  expect([width, height]).toEqual([64, 48])
  const page = await testApp.stranger().get('/p/ana/garden-plan')
  expect(page.body).toContain(`src="${url}"`)
  expect(page.body).toContain(`<meta property="og:image" content="${testApp.url}${url}">`)
  const { headers } = await fetch(testApp.url + url)
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; sandbox`,
    'cache-control': 'public, max-age=31536000, immutable',
  })
})

test('another one has another name, and the one before is gone', async () => {
  const before = await pictureUrl()
  const { body } = await ana.put(`/api/me/offerings/${id}/picture`, { content: smallPicture })
  expect(body.offering.picture.url).not.toBe(before)
  expect((await fetch(testApp.url + before)).status).toBe(404)
  await ana.delete(`/api/me/offerings/${id}/picture`)
  expect((await fetch(testApp.url + String(body.offering.picture.url))).status).toBe(404)
})

test('what cameras write beside it is left out', async () => {
  const secret = 'Lisbon, Rua do Sol 12'
  const png = makePng(64, 48, [pngChunk('tEXt', Buffer.from(secret)), pngChunk('eXIf', Buffer.from(secret))])
  for (const picture of [png, jpeg(secret)]) {
    const { status } = await ana.put(`/api/me/offerings/${id}/picture`, {
      content: picture.toString('base64'),
    })
    expect(status).toBe(200)
    const served = Buffer.from(await (await fetch(testApp.url + (await pictureUrl()))).arrayBuffer())
    expect(served.includes(secret)).toBe(false)
    expect(served.length).toBeLessThan(picture.length)
  }
})

test.each<[string, Buffer]>([
  ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
  ['a drawing that can run', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['a GIF', Buffer.from('GIF89a\u0001\u0000\u0001\u0000')],
  ['half a PNG', makePng(64, 48).subarray(0, 60)],
  ['half a JPEG', jpeg('').subarray(0, 12)],
  ['one that is too small', makePng(39, 100)],
  ['one with too many pixels', makePng(4001, 40)],
  ['one that is too large', Buffer.concat([makePng(64, 48), Buffer.alloc(524_288)])],
  ['nothing', Buffer.from('=')],
])('%s is refused', async (_, content) => {
  const before = await pictureUrl()
  const answer = await ana.put(`/api/me/offerings/${id}/picture`, { content: content.toString('base64') })
  expect([answer.status, Object.keys(answer.body.error.fields)]).toEqual([422, ['content']])
  expect(await pictureUrl()).toBe(before)
})

async function pictureUrl(): Promise<string> {
  return (await ana.get(`/api/me/offerings/${id}`)).body.offering.picture.url
}

// As far as it is looked at: a start, what an application wrote, a comment, a frame of 64 by 48, a scan.
function jpeg(secret: string): Buffer {
  const segment = (marker: number, data: Buffer) => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(data.length + 2, 2)
    return Buffer.concat([head, data])
  }
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, Buffer.from(`Exif\0\0${secret}`)),
    segment(0xfe, Buffer.from(secret)),
    segment(0xc0, Buffer.from([8, 0, 48, 0, 64, 1, 1, 0x11, 0])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0, 0xff, 0xd9]),
  ])
}
