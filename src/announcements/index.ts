/** Every address of announcements. */
export { routes } from './routes.ts'
