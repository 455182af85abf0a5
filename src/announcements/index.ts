/** Every address of announcements, given who offers consultations. */
export { createRoutes } from './routes.ts'
