/** Whether somebody offers anything that is on. */
export { offersConsultations } from './actions/offers-consultations.ts'
/** What somebody offers, as plain JSON. */
export { exportPersonal } from './actions/export-personal.ts'
/** Every address of consultations. */
export { routes } from './routes.ts'
