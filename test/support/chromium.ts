import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type Browser = { executablePath: string; args: string[]; env: Record<string, string> }

const cache = join(import.meta.dirname, '../../.cache/chromium')
const systemNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

// Nothing of the browser's own asks the network while a story runs.
const quiet = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** A camera with a moving picture and a microphone that beeps, which are given to every page without asking. */
export const fakeDevices = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
]

/** The browser for stories: CHROMIUM_PATH, one of the system, or the one from npm. Throws with what to install. */
export async function findBrowser(): Promise<Browser> {
  const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet
  const given = process.env.CHROMIUM_PATH
  if (given && !existsSync(given)) throw new Error(`CHROMIUM_PATH=${given} is not there`)
  const installed = given || findInstalled()
  if (installed) return { executablePath: installed, args, env: {} }
  const { executablePath, libraries } = await unpack()
  return {
    executablePath,
    args: [...args, '--headless=shell'],
    env: libraries ? { LD_LIBRARY_PATH: libraries } : {},
  }
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(':')
  const candidates = systemNames.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...candidates, macChrome].find((path) => existsSync(path))
}

// The package reuses any `chromium` it finds in the temporary folder, so it gets one of its own.
async function unpack(): Promise<{ executablePath: string; libraries: string | undefined }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw noBrowser()
  const whole = join(cache, 'whole')
  if (!existsSync(whole)) rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  const before = process.env.TMPDIR
  process.env.TMPDIR = cache
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium')
    const executablePath = await chromium.executablePath()
    const libraries = lacksLibraries(executablePath)
      ? join(await inflate(libraryArchive()), 'lib')
      : undefined
    writeFileSync(whole, '')
    if (lacksLibraries(executablePath, libraries)) throw noBrowser()
    return { executablePath, libraries }
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

function libraryArchive(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  return join(dirname(entry), '../bin/al2023.tar.br')
}

function lacksLibraries(executablePath: string, libraries = ''): boolean {
  const env = { ...process.env, LD_LIBRARY_PATH: libraries }
  return spawnSync('ldd', [executablePath], { encoding: 'utf8', env }).stdout.includes('not found')
}

function noBrowser(): Error {
  return new Error(
    'There is no browser for the stories: install chromium (npm run setup), or set CHROMIUM_PATH to one.',
  )
}
