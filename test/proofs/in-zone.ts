import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** Where the server may stand: nothing may depend on it. */
export const serverZones = [
  'UTC',
  'America/New_York',
  'Pacific/Apia',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
] as const

/** Runs one of our scripts in a process whose own zone is `zone`; JSON goes in and comes out. */
export async function askInZone(zone: string, script: string, input: unknown): Promise<unknown> {
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env.PATH, TZ: zone },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.stdin.end(JSON.stringify(input))
  const answer = await text(child.stdout)
  const code = await ended
  if (code !== 0) throw new Error(`${script} ended with ${code} under TZ=${zone}`)
  return JSON.parse(answer)
}
