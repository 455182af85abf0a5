/**
 * The door of rooms: who is in which room, and what is put into it. Ids are UUIDs, instants are milliseconds, UTC. What takes
 * `tx` belongs to the caller's change; what takes `db` or `tx` trusts its caller to have checked, but for `accessRoom`.
 */

/** The room as a member finds it; for everybody else it is missing (404). */
export { accessRoom } from './access.ts'
/** The same, held until the end of the caller's change: nobody comes or leaves meanwhile. */
export { holdRoom } from './steps/hold-room.ts'
/** Who is in the room, the longest member first. */
export { listMembers } from './steps/list-members.ts'
/** The same by their ids alone, ascending; and together with what the room is called. */
export { listMemberIds } from './store/memberships.ts'
export { readRoster } from './store/rooms.ts'
/** Whether two people are in a room together that somebody made, so not one that was opened for the two. */
export { shareRoom } from './store/memberships.ts'
/** The room in which two people are alone, new if there is none, in the caller's change; the first owns a new one. */
export { openRoomOfTwo } from './steps/open-room-of-two.ts'
/** What a room is called; trusts its caller to have checked access. */
export { readRoomName } from './store/rooms.ts'
/** The same for many at once, by their ids. */
export { listRoomNames } from './store/rooms.ts'

/** Puts a card about something into the stream; what it shows is read from there. */
export { postCard } from './steps/post-card.ts'
/** Makes the card about one thing the card about another, at its place in the stream. */
export { turnCard } from './steps/turn-card.ts'
/** Tells open pages that what a card is about has changed. */
export { announceCard } from './steps/announce-card.ts'
/** Lets the room say something: a plain sentence, and a detail for those who show it better. */
export { postSystem } from './steps/post-system.ts'

/** Takes somebody's reasons out of what rooms said about meetings, for erasing what they wrote. */
export { emptyReasonsOf } from './store/erasing.ts'

/** The entry behind a token while it would still let somebody in, or null; for signing up. */
export { findGoodEntry } from './actions/find-good-entry.ts'
/** The streams a person may hear right now, for the live socket. */
export { listStreams } from './actions/list-streams.ts'
/** Leaves every room of somebody; takes them out of rooms they were in; what they wrote, as plain JSON. */
export { leaveAllRooms } from './actions/leave-all-rooms.ts'
export { erasePersonal } from './actions/erase-personal.ts'
export { exportPersonal } from './actions/export-personal.ts'

/** Every listener of rooms to jobs and facts, and what is due by the clock. */
export { chores, jobs } from './jobs.ts'
/** Every address of rooms. */
export { routes } from './routes.ts'
