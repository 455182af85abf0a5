import { parentPort, workerData } from 'node:worker_threads'

import { NotACalendar, type ReadCalendar, readEvents, type ReadQuestion } from '#ical/read-events.ts'

export type Reading = { texts: readonly string[]; question: ReadQuestion }
/** An error keeps no class between threads: what is no calendar is told by its sentence. */
export type Read = { calendars: ReadCalendar[] } | { fault: string }

/** The thread that `readTexts` starts: reads what it was given, answers once, and ends. */
function read({ texts, question }: Reading): Read {
  try {
    return { calendars: texts.map((text) => readEvents(text, question)) }
  } catch (error) {
    if (!(error instanceof NotACalendar)) throw error
    return { fault: error.message }
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- between threads there are no origins
parentPort?.postMessage(read(workerData as Reading))
