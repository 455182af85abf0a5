import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import { NotACalendar, type ReadCalendar, readEvents, type ReadQuestion } from '#ical/read-events.ts'

import { ProviderTrouble } from '../port.ts'
import { unavailable } from './http.ts'
import type { Reading, Read } from './reading-thread.ts'

/** Characters; what is shorter is read sooner than a thread starts. */
const mostInPlace = 256 * 1024
const mostMegabytes = 512
const usuallyWithinMs = 20_000

// One at a time: however many large calendars come at once, one core at most reads them.
let turn: Promise<unknown> = Promise.resolve()

type Limits = { signal: AbortSignal; withinMs?: number }

/**
 * Reads iCalendar texts as `readEvents` does, one answer for each. Large ones are read in a thread of their own, so that
 * somebody's calendar of many years holds up nobody else. Throws NotACalendar as it does, and ProviderTrouble: `unavailable` once
 * the signal says stop, `rejected` for what takes longer than `withinMs`, or more memory than anybody's calendar should.
 */
export async function readTexts(
  texts: readonly string[],
  question: ReadQuestion,
  limits: Limits,
): Promise<ReadCalendar[]> {
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (length <= mostInPlace) return texts.map((text) => readEvents(text, question))
  const reading = turn.then(() => readAside({ texts, question }, limits))
  turn = reading.catch(() => undefined)
  return await Promise.race([reading, stopped(limits.signal)])
}

function readAside(
  reading: Reading,
  { signal, withinMs = usuallyWithinMs }: Limits,
): Promise<ReadCalendar[]> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(outOfTime())
    const thread = new Worker(new URL('./reading-thread.ts', import.meta.url), {
      workerData: reading,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    })
    const end = () => void thread.terminate()
    const late = setTimeout(end, withinMs)
    signal.addEventListener('abort', end)
    thread.once('message', (read: Read) => {
      if ('calendars' in read) resolve(read.calendars)
      else reject(new NotACalendar(read.fault))
    })
    thread.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error),
    )
    thread.once('exit', () => {
      clearTimeout(late)
      signal.removeEventListener('abort', end)
      reject(signal.aborted ? outOfTime() : tooMuch())
    })
  })
}

// Whoever waits for their turn hears at once that there is no time left.
async function stopped(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort')
  throw outOfTime()
}

function outOfTime(): ProviderTrouble {
  return unavailable('This calendar', undefined, 'time')
}

function tooMuch(): ProviderTrouble {
  return new ProviderTrouble('rejected', 'This calendar takes too long to read.', undefined, 'too-much')
}
