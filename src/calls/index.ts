/** Opens a call with a join link of its own, in the caller's transaction. */
export { openCall } from './steps/open-call.ts'
/** Overwrites what is named of a call (title, window in instants UTC, zone, people, state), in the caller's transaction. */
export { changeCall } from './steps/change-call.ts'
/** Keeps what has come of the place that a calendar was to make for a call, in the caller's transaction. */
export { keepElsewhere } from './steps/keep-elsewhere.ts'
/** Has a call lead somewhere else, or take place here after all, in the caller's transaction; answers whether that is news. */
export { changeElsewhere } from './steps/change-elsewhere.ts'
/** Where a call that exists leads instead of taking place here, or null; its address is for attendees alone. */
export { readElsewhere } from './store/calls.ts'
/** What is wished for as a meeting's place, the calendar's part in it, and where a call with that wish leads. */
export { conferenceOf, leadElsewhere, type Place } from './place.ts'
/** The address a join token stands behind. */
export { joinUrl } from './call.ts'
/** The join token of a call that exists; throws when there is no such call. */
export { readJoinToken } from './store/calls.ts'
/** The same together with where the call leads: how one gets into it. */
export { readWay, type Way } from './store/calls.ts'
/** The same for many at once, by the ids of their calls. */
export { listJoinTokens } from './store/calls.ts'
/** Who was in a call that takes place here, from when until when; trusts its caller to have checked access. */
export { listStays } from './store/seats.ts'
/** Every listener of calls to facts, and what is due by the clock. */
export { chores, jobs } from './jobs.ts'
/** Every address of calls. */
export { routes, socketHandlers, topics } from './routes.ts'
