import type { ServerResponse } from 'node:http'

import { type JsonObject, textOf } from './contract.ts'
import type { Fault } from './faults.ts'

/** An answer as it goes out. */
export type Outgoing = { status: number; headers: Record<string, string>; body: string }

const secrets = ['client_secret', 'code', 'code_verifier', 'refresh_token']

/** An answer of Graph; one without a body has no type either. */
export function writeJson(
  status: number,
  body: JsonObject | undefined,
  headers: Record<string, string>,
): Outgoing {
  if (body === undefined) return { status, headers, body: '' }
  const type =
    'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
  return { status, headers: { ...headers, 'content-type': type }, body: JSON.stringify(body) }
}

/** The answer as this fault leaves it. */
export function spoil(answer: Outgoing, { kind }: Fault): Outgoing {
  if (kind === 'malformed')
    return { ...answer, body: '<html><body>Our services aren’t available right now</body></html>' }
  if (kind !== 'emptied') return answer
  const whole = readJson(answer.body) as JsonObject | undefined
  if (!Array.isArray(whole?.value)) return answer
  // A delta needs one of its links to be whole; of a plain list the next page is taken away too.
  const isDelta = textOf(whole['@odata.nextLink']).includes('$skiptoken')
  const emptied = { ...whole, value: [], ...(isDelta ? {} : { '@odata.nextLink': undefined }) }
  return { ...answer, body: JSON.stringify(emptied) }
}

/** Sends it, or only its first half. */
export function send(
  response: ServerResponse,
  { status, headers, body }: Outgoing,
  isTruncated: boolean,
): void {
  const bytes = Buffer.from(body)
  response.writeHead(
    status,
    status === 204 ? headers : { ...headers, 'content-length': String(bytes.length) },
  )
  if (!isTruncated) return void response.end(bytes)
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}

/** For the record: a form as its members, those that are secret left out. */
export function readBody(text: string): unknown {
  if (text === '') return undefined
  const json = readJson(text)
  if (json !== undefined) return json
  const members = [...new URLSearchParams(text)]
  return Object.fromEntries(members.map(([name, value]) => [name, secrets.includes(name) ? '…' : value]))
}

/** The JSON of a text; undefined when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
