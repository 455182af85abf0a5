/** Every listener of meetings to jobs and facts, and what is to be done every few seconds for what no job woke. */
export { chores, jobs } from './jobs.ts'
/** Every address of invites and meetings. */
export { routes } from './routes.ts'
/** Drops somebody from what is to come; takes their name out of what was; their meetings and invites, as plain JSON. */
export { leaveMeetings } from './actions/leave-meetings.ts'
export { erasePersonal } from './actions/erase-personal.ts'
export { exportPersonal } from './actions/export-personal.ts'
/** What was booked of an offering with somebody on either side, for exporting and erasing it. */
export { listConsultationsOf } from './store/erasing.ts'

/**
 * What stands in people's time, for a question about it; call it under their lock (`lockTime`) in a change. Trusts its caller to
 * have checked access.
 */
export { readAsk } from './steps/read-ask.ts'
/** Has the organizer's calendars read now, outside of any change; answers when they were read, or null for just now. */
export { readCalendarsNow } from './steps/read-calendars-now.ts'
/** A refusal about times, with those there are now. */
export { addFreshSlots } from './steps/add-fresh-slots.ts'
/** Takes people's time, by id, for something that is to stand in it; what was held of it and has run out is let go. */
export { lockTime } from './steps/lock-time.ts'
/** Books a time that something else than an invite offers, or holds it for a while; `show` puts its card into the room. */
export { keepTime } from './steps/keep-time.ts'
/** What is held becomes a meeting, or its time is given back. The meeting is locked, and who may is judged by whoever calls. */
export { confirmHold } from './steps/confirm-hold.ts'
export { releaseHold } from './steps/release-hold.ts'
/** The meeting for a member of its room, and the same locked. Throws missing(). */
export { accessMeeting, lockMeetingFor } from './access.ts'
/** A meeting as a member of its room sees it now. Throws missing(). */
export { readMeeting } from './actions/read-meeting.ts'
/** What a person booked under a request id, or null; how many times somebody holds of another's; and the history of a meeting. */
export { countHeld, findBookedMeeting } from './store/meetings.ts'
export { listChanges } from './store/changes.ts'
/** Whether a person's request about a meeting has been done before. Throws `request_reused` when it was for something else. */
export { findRepeat } from './steps/find-repeat.ts'
/** What a reader can book of what offers times, as JSON text, kept in the process while it is true. */
export { answerSlots } from './steps/answer-slots.ts'
/** What can be booked of an ask, as a reader is told it. */
export { showSlots } from './steps/show-slots.ts'
/** Guards a start that somebody wants to book. */
export { type Ask, refuseTime } from './slots.ts'
/** The question what of somebody's hours can be booked, as far ahead as they offer times. */
export { questionOfSchedule } from './invite.ts'
/** Guards a request id that was used for another wish. */
export { refuseOtherWish, requestReused } from './change.ts'
export type { Cause, ChangeKind } from './change.ts'
export type { Changed, Meeting } from './meeting.ts'
