import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'

import pg from 'pg'

// Whatever a request causes runs in its context. Jobs and chores run in none, so they are not counted.
const current = new AsyncLocalStorage<string[]>()
let latest: string[] = []

subscribe('http.server.request.start', () => {
  latest = []
  current.enterWith(latest)
})

const { query } = pg.Client.prototype
pg.Client.prototype.query = function noting(this: pg.Client, ...given: unknown[]) {
  const [asked] = given as [string | { text: string }]
  // The job runner asks over connections of its own what it needs now and then.
  if (nameOf(this) === 'parley') current.getStore()?.push(typeof asked === 'string' ? asked : asked.text)
  return Reflect.apply(query, this, given)
} as typeof query

/** Every statement, begin and commit among them, that the last request of this test process asked of PostgreSQL. */
export function statementsOfLastRequest(): readonly string[] {
  return latest
}

function nameOf(client: pg.Client): unknown {
  const { connectionParameters } = client as unknown as { connectionParameters: { application_name: string } }
  return connectionParameters.application_name
}
