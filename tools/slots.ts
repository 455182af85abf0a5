/**
 * Answers slot questions: one, or an array of them, as JSON on standard input; the starts, or an array of such lists, as JSON
 * on standard output. A question that cannot be read ends it with status 2 and one line on standard error.
 */
import { text } from 'node:stream/consumers'

import { parseQuestion } from '#availability/question.ts'
import { listSlots, type SlotQuestion } from '#availability/slots.ts'
import { toIso } from '#time/instant.ts'

const input = readJson(await text(process.stdin))
const answer = Array.isArray(input)
  ? input.map((item, index) => read(item, `[${index}] `)).map(answerTo)
  : answerTo(read(input, ''))
process.stdout.write(`${JSON.stringify(answer)}\n`)

function readJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    const start = JSON.stringify(source.slice(0, 40))
    return refuse(`question: ${start} is not JSON`)
  }
}

function read(json: unknown, place: string): SlotQuestion {
  const question = parseQuestion(json)
  return 'refused' in question ? refuse(place + question.refused) : question
}

function answerTo(question: SlotQuestion): string[] {
  return listSlots(question).map(toIso)
}

function refuse(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(2)
}
