import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { build } from 'vite'

import { ensureWeb } from './ensure-web.ts'

const root = join(import.meta.dirname, '..')

// The page is rebuilt and the server started again whenever a file of theirs changes. Ctrl-C reaches both.
await ensureWeb()
await build({ root, logLevel: 'warn', build: { watch: {} } })
const server = spawn(process.execPath, ['--watch', '--enable-source-maps', 'src/main.ts'], {
  cwd: root,
  stdio: 'inherit',
})
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => server.kill())
server.once('exit', (code) => process.exit(code ?? 0))
