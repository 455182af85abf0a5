/** A message kept the plainest way: node:http, JSON in, one INSERT, JSON out. Makes its table at DATABASE_URL. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { randomUUID } from 'node:crypto'

import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 })
await pool.query(
  'create table if not exists plain_messages (id uuid primary key, room_id uuid not null, client_id uuid not null unique, body text not null, sent_at timestamptz not null)',
)

const insert = {
  name: 'insert',
  text: 'insert into plain_messages (id, room_id, client_id, body, sent_at) values ($1, $2, $3, $4, $5)',
}
const roomId = randomUUID()

async function keep(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { clientId, body } = JSON.parse(await text(request)) as { clientId: string; body: string }
  const id = randomUUID()
  await pool.query({ ...insert, values: [id, roomId, clientId, body, new Date()] })
  const answer = JSON.stringify({ message: { id, roomId, clientId, body } })
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
    .end(answer)
}

createServer((request, response) => void keep(request, response)).listen(
  Number(process.env.PORT),
  '127.0.0.1',
  () => console.log('ready'),
)
