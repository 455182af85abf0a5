import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the next requests meet; `lost-reply` lets the work be done first. */
export type ProxyFault =
  | { kind: 'lost-reply'; of: 'create' | 'change' | 'remove' }
  | { kind: 'throttled'; retryAfterSeconds: number }
  | { kind: 'down' }
  | { kind: 'truncated' }
  | { kind: 'malformed' }

export type FailingProxy = {
  /** The server as it is reached through here. */
  through: (address: string) => string
  fail: (fault: ProxyFault, times?: number) => void
  stop: () => Promise<void>
}

/** Stands before a server on loopback and lets everything pass until it is told to fail. */
export async function startFailingProxy(target: string): Promise<FailingProxy> {
  const faults: ProxyFault[] = []
  const server = createServer((request, response) => {
    const fault = takeFault(faults, request)
    if (fault?.kind === 'throttled')
      return void response.writeHead(429, { 'retry-after': String(fault.retryAfterSeconds) }).end('Slow down')
    if (fault?.kind === 'down') return void response.writeHead(502).end('Bad gateway')
    if (fault?.kind === 'malformed') {
      const page = '<!doctype html><title>Welcome</title><p>Sign in to this network'
      return void response.writeHead(207, { 'content-type': 'text/html' }).end(page)
    }
    pass(target, request, response, fault)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    through: (address) => address.replace(new URL(target).origin, origin),
    fail: (fault, times = 1) => faults.push(...Array.from({ length: times }, () => fault)),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function takeFault(faults: ProxyFault[], { method, headers }: IncomingMessage): ProxyFault | undefined {
  const [next] = faults
  if (next?.kind !== 'lost-reply') return faults.shift()
  const isCreation = method === 'PUT' && headers['if-none-match'] === '*'
  const kind =
    method === 'DELETE' ? 'remove' : method !== 'PUT' ? undefined : isCreation ? 'create' : 'change'
  const isMeant = kind === next.of
  return isMeant ? faults.shift() : undefined
}

function pass(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: ProxyFault | undefined,
): void {
  const { method, headers, url = '/' } = request
  const onward = ask(new URL(url, target), { method, headers }, (answer) => {
    const parts: Buffer[] = []
    answer.on('data', (part: Buffer) => parts.push(part))
    answer.on('end', () => {
      if (fault?.kind === 'lost-reply') return void response.destroy()
      const body = Buffer.concat(parts)
      const { 'transfer-encoding': _, ...kept } = answer.headers
      response.writeHead(answer.statusCode ?? 502, { ...kept, 'content-length': body.length })
      if (fault?.kind !== 'truncated') return void response.end(body)
      response.write(body.subarray(0, Math.floor(body.length / 2)))
      setTimeout(() => response.destroy(), 10)
    })
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}
