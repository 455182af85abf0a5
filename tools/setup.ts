import { spawnSync } from 'node:child_process'

/** What the tests use of the system, as Debian names it; npm cannot bring these. */
const packages = [
  'chromium',
  'coturn',
  'fonts-dejavu-core',
  'fonts-noto-color-emoji',
  'postgresql-15',
  'python3-dateutil',
  'python3-icalendar',
  'python3-recurring-ical-events',
  'python3-tz',
  'radicale',
  'xandikos',
]

/** Installs what is missing; answers whether all of it is there now. */
function setup(): boolean {
  if (!works('dpkg-query', ['--version']) || !works('apt-get', ['--version'])) {
    console.error(`This needs Debian's apt. Install by hand: ${packages.join(' ')}`)
    return false
  }
  const missing = packages.filter((name) => !isInstalled(name))
  if (missing.length === 0) return true
  if (process.getuid?.() !== 0) {
    console.error(`Run this as root, or install by hand: apt-get install ${missing.join(' ')}`)
    return false
  }
  console.log(`Installing ${missing.join(' ')}`)
  apt(['update', '-q'])
  apt(['install', '-q', '-y', '--no-install-recommends', ...missing])
  const stillMissing = missing.filter((name) => !isInstalled(name))
  if (stillMissing.length > 0) console.error(`Not installed: ${stillMissing.join(' ')}`)
  return stillMissing.length === 0
}

function isInstalled(name: string): boolean {
  const told = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' })
  return told.stdout === 'installed'
}

function works(command: string, parts: string[]): boolean {
  return spawnSync(command, parts, { stdio: 'ignore' }).status === 0
}

function apt(parts: string[]): void {
  spawnSync('apt-get', parts, {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

if (import.meta.main) process.exitCode = setup() ? 0 : 1
