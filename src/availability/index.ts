/** The person's schedule (wall times in its own zone); the usual one in their zone while none is saved. Throws missing() for nobody. */
export { scheduleOf } from './steps/schedule-of.ts'
/** Takes people's time until the caller's transaction ends, by id, and raises their busy versions. Whatever changes anybody's engagements stands behind this. */
export { lockBusy } from './steps/lock-busy.ts'
/** The version of each person's time: it rises in every change to their schedule or to what they are engaged in. */
export { listVersions } from './store.ts'
/** Every address of availability. */
export { routes } from './routes.ts'
/** The schedule somebody saved, as plain JSON. */
export { exportPersonal } from './actions/export-personal.ts'
