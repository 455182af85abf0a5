import type { z } from 'zod'

import { addressOf, refusalReply, type Route } from '#platform/contract.ts'

/** The server said no, or could not be reached (`status` 0). `fields` has a sentence for each wrong field. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly fields: Record<string, string>
  readonly details: unknown

  constructor(
    status: number,
    code: string,
    message: string,
    fields: Record<string, string> = {},
    details?: unknown,
  ) {
    super(message)
    this.name = 'Refused'
    this.status = status
    this.code = code
    this.fields = fields
    this.details = details
  }
}

type Parts<R extends Route> = {
  params?: z.input<R['params']>
  query?: z.input<R['query']>
  body?: z.input<R['body']>
  signal?: AbortSignal
}

/** Calls a route of the API. Types come from its contract; a refusal is thrown as `Refused`. */
export async function call<R extends Route>(route: R, parts: Parts<R> = {}): Promise<z.output<R['reply']>> {
  const address = addressOf(
    route.path,
    parts.params as Record<string, string> | undefined,
    parts.query as Record<string, string | number | boolean | undefined> | undefined,
  )
  const sends = route.method !== 'GET' && route.method !== 'DELETE'
  const response = await reach(address, {
    method: route.method,
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...(sends && { 'content-type': 'application/json' }) },
    ...(sends && { body: JSON.stringify(parts.body ?? {}) }),
    ...(parts.signal && { signal: parts.signal }),
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusedBy(response.status, answer)
  return answer as z.output<R['reply']>
}

/** Whether trying again unchanged may help: the network, the server, or too many tries. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Refused)) return false
  return error.status === 0 || error.status >= 500 || [408, 425, 429].includes(error.status)
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Refused(
      0,
      'unreachable',
      'Parley cannot be reached right now. Nothing is lost; try again in a moment.',
    )
  }
}

function refusedBy(status: number, answer: unknown): Refused {
  const parsed = refusalReply.safeParse(answer)
  if (!parsed.success) return new Refused(status, 'fault', 'Something went wrong on our side. Try again.')
  const { code, message, fields, details } = parsed.data.error
  return new Refused(status, code, message, fields, details)
}
