import { connect, type Socket } from 'node:net'

/** One open live connection that gives away each text frame as it comes. */
export type RawLive = { socket: Socket; close(): void }

const text = 1
const close = 8
const ping = 9
// RFC 6455 §5.3: what a client sends is masked; a mask of zeros changes nothing.
const noMask = Buffer.alloc(4)

/** Opens a WebSocket by hand, so that a thousand of them cost little. Resolves when it is open; `hello` is sent then. */
export function openLive(
  place: { port: number; cookie?: string; hello?: boolean },
  onFrame: (payload: Buffer) => void,
  onClose: (why: string) => void = () => undefined,
): Promise<RawLive> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: place.port, host: '127.0.0.1', noDelay: true })
    let read: Buffer = Buffer.alloc(0)
    let isOpen = false
    let why = 'nothing was said'
    socket.on('error', (error) => (why = error.message))
    socket.on('close', () => {
      reject(new Error(`The live connection was refused: ${why}`))
      onClose(why)
    })
    socket.on('connect', () => socket.write(upgradeOf(place)))
    socket.on('data', (chunk: Buffer) => {
      read = read.length === 0 ? chunk : Buffer.concat([read, chunk])
      if (!isOpen) {
        const end = read.indexOf('\r\n\r\n')
        if (end === -1) return
        if (!read.toString('latin1', 0, 12).endsWith('101')) return socket.destroy()
        read = read.subarray(end + 4)
        isOpen = true
        if (place.hello) socket.write(frameOf(text, Buffer.from('{"t":"hello","v":1}')))
        resolve({ socket, close: () => socket.destroy() })
      }
      read = takeFrames(read, (kind, payload) => {
        if (kind === text) onFrame(payload)
        if (kind === close)
          socket.destroy(new Error(`Closed with ${payload.length > 1 ? payload.readUInt16BE() : 1005}`))
        if (kind === ping) socket.write(frameOf(10, payload))
      })
    })
  })
}

function upgradeOf({ port, cookie }: { port: number; cookie?: string }): string {
  return [
    'GET /live HTTP/1.1',
    `host: localhost:${port}`,
    `origin: http://localhost:${port}`,
    ...(cookie ? [`cookie: ${cookie}`] : []),
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n')
}

// Answers what is left: the beginning of a frame that has not come whole.
function takeFrames(read: Buffer, take: (kind: number, payload: Buffer) => void): Buffer {
  let at = 0
  while (read.length - at >= 2) {
    const short = read.readUInt8(at + 1)
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (read.length - at < head) break
    const length =
      head === 2 ? short : head === 4 ? read.readUInt16BE(at + 2) : Number(read.readBigUInt64BE(at + 2))
    if (read.length - at < head + length) break
    take(read.readUInt8(at) & 0x0f, read.subarray(at + head, at + head + length))
    at += head + length
  }
  return at === 0 ? read : read.subarray(at)
}

function frameOf(kind: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | kind, 0x80 | payload.length]), noMask, payload])
}
