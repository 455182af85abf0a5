import { randomUUID } from 'node:crypto'

import { cast, type CastName } from './cast.ts'

export type Answer = {
  status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  body: any
  headers: Headers
}

/** Somebody's browser: keeps its cookie, sends JSON from our own origin. */
export type Client = {
  personId: string
  cookie(): string
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body?: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
}

/** Signs a member of the cast up. */
export async function signUp(url: string, name: CastName): Promise<Client> {
  const client = openClient(url)
  const answer = await client.post('/api/sign-up', cast[name])
  if (answer.status !== 200) throw new Error(`${name} could not sign up: ${JSON.stringify(answer.body)}`)
  client.adopt(answer.body.me.id)
  return client
}

/** A browser of its own on a running Parley. */
export function openClient(
  url: string,
  personId = '',
  firstCookie = '',
): Client & { adopt(personId: string): void } {
  let cookie = firstCookie
  const client = {
    personId,
    cookie: () => cookie,
    adopt: (id: string) => void (client.personId = id),
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown = {}) => send('POST', path, body),
    put: (path: string, body: unknown = {}) => send('PUT', path, body),
    patch: (path: string, body: unknown = {}) => send('PATCH', path, body),
    delete: (path: string) => send('DELETE', path),
  }
  return client

  async function send(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        origin: url,
        ...(cookie && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0] ?? ''
    const text = await response.text()
    return { status: response.status, body: parseJson(text), headers: response.headers }
  }
}

/** A new request id or client id. */
export function newKey(): string {
  return randomUUID()
}

/** Makes a room of the first person with the others in it, through entry links. */
export async function makeRoom(
  owner: Client,
  others: readonly Client[],
  name = 'Kitchen rebuild',
): Promise<string> {
  const made = await owner.post('/api/rooms', { name })
  const roomId: string = made.body.roomId
  const link = await owner.post(`/api/rooms/${roomId}/entries/link`)
  const token = String(link.body.entry.url).split('/').at(-1)
  for (const other of others) {
    const entered = await other.post(`/api/entries/${token}`)
    if (entered.status !== 200) throw new Error(`Could not enter: ${JSON.stringify(entered.body)}`)
  }
  return roomId
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
