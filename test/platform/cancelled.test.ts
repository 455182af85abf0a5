import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { book, sendOffer, startsOf } from '#test/meetings/offers.ts'
import { type Answer, type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

let parley: TestApp
let operator: pg.Client
let ana: Client
let ben: Client
let roomId: string

beforeAll(async () => {
  parley = await startTestApp()
  operator = new pg.Client({ connectionString: parley.connectionString })
  operator.on('error', () => undefined)
  await operator.connect()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  roomId = await makeRoom(ana, [ben])
})
afterAll(async () => {
  await operator.end()
  await parley.stop()
})

// `pg_cancel_backend`, or a limit of the server's such as statement_timeout.
test.each(['pg_cancel_backend', 'pg_terminate_backend'])(
  'while an operator is at it with %s, people are asked to try again, and nothing is lost, doubled or half done',
  { timeout: 60_000 },
  async (interrupt) => {
    const inviteId = await sendOffer(ana, roomId)
    const [startsAt = ''] = await startsOf(ben, inviteId)
    const bodies = Array.from({ length: 60 }, (_, index) => `${interrupt} ${index}`)
    const storm = interruptAll(interrupt)
    const requestId = newKey()
    const all = await Promise.all([
      untilTaken(() => book(ben, inviteId, startsAt, requestId)),
      ...bodies.map((body) => {
        const clientId = newKey()
        return untilTaken(() => ben.post(`/api/rooms/${roomId}/messages`, { clientId, body }))
      }),
    ])
    expect(await storm.end()).toBeGreaterThan(0)
    expect(all.map(({ status }) => status).filter((status) => status !== 200)).toEqual([])
    const { rows: told } = await operator.query<{ body: string }>(
      `select body from messages where room_id = $1 and body like $2`,
      [roomId, `${interrupt} %`],
    )
    expect(told.map(({ body }) => body).sort()).toEqual(bodies.toSorted())
    const { rows: numbers } = await operator.query<{ seq: string; last_seq: string }>(
      `select e.seq, s.last_seq from events e join streams s on s.id = e.stream_id where s.id = $1 order by e.seq`,
      [`r:${roomId}`],
    )
    expect(numbers.map(({ seq }) => Number(seq))).toEqual(numbers.map((_, index) => index + 1))
    expect(Number(numbers.at(-1)?.last_seq)).toBe(numbers.length)
    const { rows: meetings } = await operator.query<{ engaged: number }>(
      `select count(e.person_id)::int as engaged from meetings m left join engagements e on e.meeting_id = m.id
       where m.invite_id = $1 group by m.id`,
      [inviteId],
    )
    expect(meetings).toEqual([{ engaged: 2 }])
  },
)

async function untilTaken(send: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await send()
    if (answer.status !== 503 || tries === 200) return answer
    expect(answer.body.error).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Nothing you typed is lost'),
    })
    expect(answer.headers.get('retry-after')).toBe('2')
    await sleep(50)
  }
}

/** Interrupts whatever is under way, over and over, until it is ended; answers how often it hit. */
function interruptAll(how: string): { end(): Promise<number> } {
  const over = new AbortController()
  let hits = 0
  const work = (async () => {
    const began = Date.now()
    // What is retried must get through in the end.
    while (!over.signal.aborted && Date.now() - began < 4_000) {
      const { rowCount } = await operator.query(
        `select ${how}(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
      )
      hits += rowCount ?? 0
    }
  })()
  return {
    async end() {
      over.abort()
      await work
      return hits
    },
  }
}
