/** The least an HTTP server can do: the same bytes for every request. BODY_FILE holds them; without it, `{}`. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const body = process.env.BODY_FILE ? readFileSync(process.env.BODY_FILE) : Buffer.from('{}')
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length }

createServer((_request, response) => response.writeHead(200, headers).end(body)).listen(
  Number(process.env.PORT),
  '127.0.0.1',
  () => console.log('ready'),
)
