import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

import { build } from 'vite'

const root = join(import.meta.dirname, '..')

let server: ChildProcess | undefined
let isAskedToEnd = false
let isStale = false

// The page is rebuilt and the server started again whenever a file of theirs changes. The server reads the page and the names of
// its files as it starts, so it waits for the first build and is started anew after each. Ctrl-C reaches both.
console.log('Building the pages, which takes up to a minute.')
const pages = await build({ root, logLevel: 'warn', build: { watch: {} } })
if (!('on' in pages)) throw new Error('vite builds once, and does not watch.')
pages.on('event', ({ code }) => {
  if (code !== 'END' || isAskedToEnd) return
  if (!server) return start()
  isStale = true
  server.kill()
})
process.on('SIGINT', () => end())
process.on('SIGTERM', () => {
  end()
  server?.kill()
})

function start(): void {
  isStale = false
  server = spawn(process.execPath, ['--watch', '--enable-source-maps', 'src/main.ts'], {
    cwd: root,
    stdio: 'inherit',
  })
  server.once('exit', (code) => {
    if (isStale && !isAskedToEnd) start()
    else process.exit(code ?? 0)
  })
}

function end(): void {
  isAskedToEnd = true
  if (!server) process.exit(0)
}
