/**
 * The person's schedule (wall times in its own zone): the default, or the one that is named while they keep it; the usual one in
 * their zone while none is saved. Throws missing() for nobody.
 */
export { scheduleOf } from './steps/schedule-of.ts'
/**
 * Takes people's time until the caller's transaction ends, by id, and raises their busy versions. Whatever changes anybody's
 * engagements stands behind this.
 */
export { lockBusy } from './steps/lock-busy.ts'
/** One of the person's own schedules; missing() for that of anybody else. */
export { accessSchedule } from './access.ts'
/** The person's schedules by id and name, the default first; none until one is saved. */
export { listSchedules } from './store.ts'
/** The version of each person's time: it rises in every change to their schedule or to what they are engaged in. */
export { listVersions } from './store.ts'
/** Every address of availability. */
export { routes } from './routes.ts'
/** The schedules somebody keeps, as plain JSON. */
export { exportPersonal } from './actions/export-personal.ts'
