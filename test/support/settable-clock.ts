import { readFileSync } from 'node:fs'

/**
 * Put before a program (`node --import`): its clock is as many milliseconds off as the file in CLOCK_FILE says, read at the start and
 * whenever its parent sends it a message. What counts time and is never set (timers, `performance`) goes on as it did, as when
 * somebody sets the clock of a machine.
 */
const file = process.env.CLOCK_FILE ?? ''
const RealDate = Date
const realNow = Date.now
let offMs = Number(readFileSync(file, 'utf8'))

Date.now = () => realNow() + offMs
globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(RealDate.now()).toString(),
  construct: (target, given: unknown[], asked) =>
    Reflect.construct(
      target,
      given.length > 0 ? given : [target.now()],
      asked === globalThis.Date ? target : asked,
    ),
})
const realInstant = Temporal.Now.instant
Temporal.Now.instant = () => realInstant.call(Temporal.Now).add({ milliseconds: offMs })

process.on('message', () => {
  offMs = Number(readFileSync(file, 'utf8'))
  process.send?.('set')
})
// The parent alone does not keep it running.
process.channel?.unref()
