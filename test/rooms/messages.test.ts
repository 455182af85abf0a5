import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestApp, type TestApp } from '#test/support/app.ts'
import { type Client, makeRoom, newKey } from '#test/support/client.ts'

let testApp: TestApp
let ana: Client
let ben: Client
let roomId: string

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
  roomId = await makeRoom(ana, [ben])
})
afterAll(() => testApp.stop())

function send(client: Client, body: string, clientId = newKey()) {
  return client.post(`/api/rooms/${roomId}/messages`, { clientId, body })
}

async function readMessages(client: Client) {
  const { body } = await client.get(`/api/rooms/${roomId}`)
  return body.messages
}

async function unreadOf(client: Client): Promise<number> {
  const { body } = await client.get('/api/rooms')
  return body.rooms.find((room: { id: string }) => room.id === roomId).unread
}

describe('sending', () => {
  test('a message stands in the room under the next number', async () => {
    const before = (await ana.get(`/api/rooms/${roomId}`)).body.head
    const sent = await send(ana, 'The tiles have come.')
    expect(sent.status).toBe(200)
    expect(sent.body).toMatchObject({
      replayed: false,
      message: { seq: before + 1, kind: 'text', body: 'The tiles have come.', senderName: 'Ana Silva' },
    })
    expect((await readMessages(ben)).at(-1)).toEqual(sent.body.message)
  })

  test('an id in capitals is the same room: one stream, one run of numbers', async () => {
    const first = await send(ana, 'Before')
    const path = `/api/rooms/${roomId.toUpperCase()}/messages`
    const shouted = await ana.post(path, { clientId: newKey().toUpperCase(), body: 'After' })
    expect(shouted.body.message.seq).toBe(first.body.message.seq + 1)
    expect((await readMessages(ben)).at(-1)).toEqual(shouted.body.message)
  })

  test('200 resends at once are one message with one number', async () => {
    const clientId = newKey()
    const before = (await ana.get(`/api/rooms/${roomId}`)).body.head
    const answers = await Promise.all(Array.from({ length: 200 }, () => send(ana, 'Once only', clientId)))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
    expect(new Set(answers.map((answer) => answer.body.message.id)).size).toBe(1)
    expect(answers.filter((answer) => !answer.body.replayed)).toHaveLength(1)
    expect(
      (await readMessages(ben)).filter((message: { body: string }) => message.body === 'Once only'),
    ).toHaveLength(1)
    expect((await ana.get(`/api/rooms/${roomId}`)).body.head).toBe(before + 1)
  })

  test('another text under the same client id is refused, also after an edit', async () => {
    const clientId = newKey()
    const { body } = await send(ana, 'First text', clientId)
    const path = `/api/rooms/${roomId}/messages/${body.message.id}`
    await ana.patch(path, { body: 'Second text' })
    const replay = await send(ana, 'First text', clientId)
    expect(replay.body).toMatchObject({ replayed: true, message: { body: 'Second text' } })
    const reused = await send(ana, 'Second text', clientId)
    expect([reused.status, reused.body.error.code]).toEqual([409, 'client_id_reused'])
  })

  test('two people may use the same client id', async () => {
    const clientId = newKey()
    const one = await send(ana, 'Mine', clientId)
    const other = await send(ben, 'Mine', clientId)
    expect(other.body.replayed).toBe(false)
    expect(other.body.message.id).not.toBe(one.body.message.id)
  })

  test('sixteen writers at once leave no number out and none twice', async () => {
    const before = (await ana.get(`/api/rooms/${roomId}`)).body.head
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      const seqs: number[] = []
      for (let count = 0; count < 10; count += 1) {
        const { body } = await send(writer % 2 ? ana : ben, `${writer}/${count}`)
        seqs.push(body.message.seq)
      }
      return seqs
    })
    const seqs = (await Promise.all(writers)).flat().sort((one, other) => one - other)
    expect(seqs).toEqual(Array.from({ length: 160 }, (_, index) => before + 1 + index))
    const events = await ana.get(`/api/streams/r:${roomId}/events?after=${before}`)
    expect(events.body.events.map((event: { q: number }) => event.q)).toEqual(seqs)
  })

  test.each([
    ['nothing', ''],
    ['only spaces', '   \n '],
    ['too much', 'x'.repeat(8001)],
    ['a NUL', 'a\u0000b'],
    ['a lone surrogate', 'a\ud800b'],
    ['a number', 7],
    ['an object', { $ne: '' }],
  ])('%s is refused with a sentence', async (_, body) => {
    const answer = await send(ana, body as string)
    expect(answer.status).toBe(422)
    expect(answer.body.error.fields.body).toMatch(/\.$/)
  })

  test('markup, quotes and every script come back as they were written', async () => {
    const text = `<script>alert('x')</script> " \\ 👩‍👩‍👧 日本語 \u202e עברית`
    const { body } = await send(ana, text)
    expect(body.message.body).toBe(text)
  })
})

describe('changing', () => {
  test('an edit is marked and told; others cannot make it', async () => {
    const { body } = await send(ana, 'Tuesday')
    const path = `/api/rooms/${roomId}/messages/${body.message.id}`
    const edited = await ana.patch(path, { body: 'Wednesday' })
    expect(edited.body.message).toMatchObject({ body: 'Wednesday', seq: body.message.seq })
    expect(edited.body.message.editedAt).not.toBeNull()
    const others = await ben.patch(path, { body: 'Never' })
    expect([others.status, others.body.error.code]).toEqual([403, 'sender_only'])
    expect((await ben.delete(path)).status).toBe(403)
  })

  test('a deleted message keeps its place and loses its text everywhere', async () => {
    const clientId = newKey()
    const { body } = await send(ana, 'A secret slipped out', clientId)
    const path = `/api/rooms/${roomId}/messages/${body.message.id}`
    await ana.patch(path, { body: 'A secret slipped out twice' })
    const deleted = await ana.delete(path)
    expect(deleted.body.message).toMatchObject({ body: '', seq: body.message.seq })
    expect((await ana.delete(path)).body.message).toEqual(deleted.body.message)
    expect((await ana.patch(path, { body: 'Back' })).body.error.code).toBe('message_deleted')
    expect((await send(ana, 'A secret slipped out', clientId)).body).toMatchObject({
      replayed: true,
      message: { body: '' },
    })
    const room = JSON.stringify((await ben.get(`/api/rooms/${roomId}`)).body)
    const events = JSON.stringify(
      (await ben.get(`/api/streams/r:${roomId}/events?after=${body.message.seq - 1}`)).body,
    )
    const list = JSON.stringify((await ben.get('/api/rooms')).body)
    expect(room + events + list).not.toContain('secret slipped')
  })

  test('what the room itself said is nobody’s to change, not even who caused it', async () => {
    await ana.patch(`/api/rooms/${roomId}`, { name: 'Kitchen' })
    const said = (await readMessages(ana)).at(-1)
    expect(said).toMatchObject({
      kind: 'system',
      senderId: ana.personId,
      detail: { type: 'room.renamed', to: 'Kitchen' },
    })
    expect((await ana.patch(`/api/rooms/${roomId}/messages/${said.id}`, { body: 'x' })).status).toBe(403)
    expect((await ana.delete(`/api/rooms/${roomId}/messages/${said.id}`)).status).toBe(403)
  })

  test('a message of another room is not found by its id', async () => {
    const elsewhere = await makeRoom(ana, [], 'Elsewhere')
    const { body } = await send(ana, 'Here')
    expect(
      (await ana.patch(`/api/rooms/${elsewhere}/messages/${body.message.id}`, { body: 'x' })).status,
    ).toBe(404)
  })
})

describe('reading', () => {
  test('unread is what others wrote after what one has read, without what is deleted', async () => {
    const read = (seq: number) => ben.put(`/api/rooms/${roomId}/read`, { seq })
    await read(Number.MAX_SAFE_INTEGER)
    expect(await unreadOf(ben)).toBe(0)
    const first = await send(ana, 'One')
    const second = await send(ana, 'Two')
    await send(ben, 'My own')
    expect(await unreadOf(ben)).toBe(2)
    await ana.delete(`/api/rooms/${roomId}/messages/${second.body.message.id}`)
    expect(await unreadOf(ben)).toBe(1)
    expect((await read(first.body.message.seq)).body.readSeq).toBe(first.body.message.seq)
    expect(await unreadOf(ben)).toBe(0)
  })

  test('a read mark never goes back, and never beyond what was said', async () => {
    const { head } = (await ben.get(`/api/rooms/${roomId}`)).body
    const far = await ben.put(`/api/rooms/${roomId}/read`, { seq: head + 1000 })
    expect(far.body.readSeq).toBe(head)
    expect((await ben.put(`/api/rooms/${roomId}/read`, { seq: 1 })).body.readSeq).toBe(head)
    await send(ana, 'After that')
    expect(await unreadOf(ben)).toBe(1)
  })

  test('earlier messages come page by page, without gap or overlap', async () => {
    await ana.put(`/api/rooms/${roomId}/read`, { seq: Number.MAX_SAFE_INTEGER })
    const { messages, hasEarlier } = (await ana.get(`/api/rooms/${roomId}`)).body
    expect(hasEarlier).toBe(true)
    const all = [...messages]
    for (let more = true; more;) {
      const page = await ana.get(`/api/rooms/${roomId}/messages?before=${all[0].seq}&limit=37`)
      all.unshift(...page.body.messages)
      more = page.body.hasEarlier
    }
    const seqs = all.map((message) => message.seq)
    expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => one - other))
    const rows = await testApp.app.db
      .selectFrom('messages')
      .select('seq')
      .where('room_id', '=', roomId)
      .execute()
    expect(seqs).toHaveLength(rows.length)
  })
})
