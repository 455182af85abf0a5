/**
 * What people's calendars say of a range (instants, UTC), out of our own mirror: taken times by each calendar, whether
 * anything is unknown, how old the copy is, and until when that stays true by the clock alone. Asks no provider.
 */
export { listBusy, type PersonBusy } from './steps/list-busy.ts'
/** The same of the caller's own calendars with the titles of what stands there, which nobody else is ever told. */
export { type OwnCalendar, titleBusy } from './steps/title-busy.ts'
/** Reads the calendars that count around an interval, now, for at most three seconds. Never in a transaction. */
export { type Freshness, readNow } from './steps/read-now.ts'
/**
 * What should stand in people's calendars of one thing, from now on, in the caller's change. It is written by itself; what
 * people do to it there comes back as facts: `calendars.copy-moved` {from, to}, `-removed`, `-declined`, `-guests` {guests},
 * each with subjectId and personId, and `calendars.copy-settled` {subjectId} when it stands otherwise than it did. Of a meeting
 * place that was wanted with it comes `calendars.copy-conferred` {subjectId, personId, url}, the url null when none is made.
 */
export { wantCopies } from './steps/want-copies.ts'
/** The kind of meeting place that the calendar makes which receives this person's meetings; null where none does now. */
export { findConference } from './steps/find-conference.ts'
/** Where one thing stands in people's calendars, as one of them may see it. */
export { listCopies } from './steps/list-copies.ts'
/** How the calendars of people know of one thing: whether we write there, or what stands there is out of our hands. */
export { listHoldings } from './steps/list-holdings.ts'
/** Every listener of calendars to jobs, and what is to be done every few seconds for what no job woke. */
export { chores, jobs } from './jobs.ts'
/** Every address of calendars. */
export { routes } from './routes.ts'
/** Ends every link of somebody; takes their name out of others' events; what they linked, as plain JSON. */
export { unlinkEverything } from './actions/unlink-everything.ts'
export { erasePersonal } from './actions/erase-personal.ts'
export { exportPersonal } from './actions/export-personal.ts'
