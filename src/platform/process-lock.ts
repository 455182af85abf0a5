import { readFile, rm, writeFile } from 'node:fs/promises'

import { StartRefused } from './config.ts'

type Holder = { pid: number; startedAt: string }

/**
 * Takes the lock file at `path` for this process and gives back the function that releases it. Throws StartRefused,
 * naming `what` and the holder's process, while another living process (or this one) has it. A file that a dead
 * process left behind is taken over.
 */
export async function lockForThisProcess(path: string, what: string): Promise<() => Promise<void>> {
  const own = JSON.stringify({ pid: process.pid, startedAt: await startOf(process.pid) })
  for (;;) {
    if (await createOnly(path, own)) return () => rm(path, { force: true })
    const holder = await findHolder(path)
    if (holder) throw alreadyRunning(what, holder.pid)
    await rm(path, { force: true })
  }
}

/** The refusal for a folder that another Parley works on. */
export function alreadyRunning(what: string, pid: number): StartRefused {
  return new StartRefused(
    `Parley is already running on ${what} (process ${pid}). Stop it first, or set another DATA_DIR.`,
  )
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isErrno(error, 'EPERM')
  }
}

async function createOnly(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
  }
}

async function findHolder(path: string): Promise<Holder | null> {
  const holder = parseHolder(await readFile(path, 'utf8').catch(() => ''))
  if (!holder || !isAlive(holder.pid)) return null
  return (await startOf(holder.pid)) === holder.startedAt ? holder : null
}

function parseHolder(text: string): Holder | null {
  const match = /^\{"pid":(\d+),"startedAt":"([^"]*)"\}$/.exec(text)
  return match ? { pid: Number(match[1]), startedAt: match[2] ?? '' } : null
}

// Process ids are given out again after a restart of the machine; together with the moment the process began they
// are not. Where /proc is missing the id alone has to do.
async function startOf(pid: number): Promise<string> {
  const [boot, stat] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
  ])
  // Field 22 of proc(5) stat is the start time; the fields are counted after the name, which may hold spaces.
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return `${boot.trim()}/${ticks}`
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
