/**
 * The plainest fan-out: `ws`, one Buffer, a loop over all sockets. `POST /<n>` broadcasts a frame n times. FRAME_BYTES
 * says how long one is.
 */
import { createServer } from 'node:http'

import { type WebSocket, WebSocketServer } from 'ws'

const frame = Buffer.alloc(Number(process.env.FRAME_BYTES ?? 400), 'x')
const sockets = new Set<WebSocket>()

const server = createServer((request, response) => {
  const times = Number(request.url?.slice(1))
  for (let time = 0; time < times; time += 1)
    for (const socket of sockets) socket.send(frame, { binary: false })
  response.writeHead(200, { 'content-length': 0 }).end()
})

new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'))
