/** Whether somebody offers anything that is on. */
export { offersConsultations } from './actions/offers-consultations.ts'
/** What somebody offers and what was booked, as plain JSON; forgets what they answered. */
export { exportPersonal } from './actions/export-personal.ts'
export { erasePersonal } from './actions/erase-personal.ts'
/** Every address of consultations. */
export { routes } from './routes.ts'
