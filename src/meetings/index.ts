/** Every listener of meetings to jobs and facts, and what is to be done every few seconds for what no job woke. */
export { chores, jobs } from './jobs.ts'
/** Every address of invites and meetings. */
export { routes } from './routes.ts'
/** Drops somebody from what is to come; takes their name out of what was; their meetings and invites, as plain JSON. */
export { leaveMeetings } from './actions/leave-meetings.ts'
export { erasePersonal } from './actions/erase-personal.ts'
export { exportPersonal } from './actions/export-personal.ts'
