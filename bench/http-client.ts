import { connect, type Socket } from 'node:net'

/** What came back, as little of it as a measurement needs. */
export type RawAnswer = { status: number; body: Buffer }

/** One kept-alive connection, one request at a time. Written by hand, so that asking costs less than answering. */
export type RawConnection = {
  /** Rejects when the connection breaks before the answer is whole. */
  ask(request: Buffer | string): Promise<RawAnswer>
  close(): void
}

const blank = Buffer.from('\r\n\r\n')
const nothing = Buffer.alloc(0)

/** Opens a connection to a local port; it is opened anew when it broke. Answers must have a content-length. */
export function openConnection(port: number): RawConnection {
  let socket: Socket | undefined
  let pending: { resolve(answer: RawAnswer): void; reject(error: Error): void } | undefined
  let read: Buffer = nothing
  let whole = Number.POSITIVE_INFINITY
  let bodyAt = 0
  let status = 0

  return {
    ask(request) {
      return new Promise((resolve, reject) => {
        pending = { resolve, reject }
        socket ??= open()
        socket.write(request)
      })
    },
    close: () => socket?.destroy(),
  }

  function open(): Socket {
    const opened = connect({ port, host: '127.0.0.1', noDelay: true })
    opened.on('data', take)
    opened.on('error', () => undefined)
    opened.on('close', () => {
      socket = undefined
      read = nothing
      whole = Number.POSITIVE_INFINITY
      const lost = pending
      pending = undefined
      lost?.reject(new Error('The connection broke'))
    })
    return opened
  }

  function take(chunk: Buffer): void {
    read = read.length === 0 ? chunk : Buffer.concat([read, chunk])
    if (whole === Number.POSITIVE_INFINITY) readHead()
    if (read.length < whole) return
    const body = read.subarray(bodyAt, whole)
    read = nothing
    whole = Number.POSITIVE_INFINITY
    const answered = pending
    pending = undefined
    answered?.resolve({ status, body })
  }

  function readHead(): void {
    const end = read.indexOf(blank)
    if (end === -1) return
    const head = read.toString('latin1', 0, end)
    status = Number(head.slice(9, 12))
    bodyAt = end + blank.length
    whole = bodyAt + Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  }
}

/** A request as it goes over the wire, from our own origin. */
export function rawRequest(
  port: number,
  request: {
    method?: 'GET' | 'POST'
    path: string
    cookie?: string
    body?: unknown
    headers?: readonly string[]
  },
): string {
  const { method = 'GET', path, cookie, body, headers = [] } = request
  const text = body === undefined ? '' : JSON.stringify(body)
  return [
    `${method} ${path} HTTP/1.1`,
    `host: localhost:${port}`,
    `origin: http://localhost:${port}`,
    ...(cookie ? [`cookie: ${cookie}`] : []),
    ...(body === undefined
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(text)}`]),
    ...headers,
    '',
    text,
  ].join('\r\n')
}
