import type { App } from '#platform/app.ts'

import { offersAnything } from '../store/offerings.ts'

/** Whether this person offers anything that is on. */
export async function offersConsultations(app: App, personId: string): Promise<boolean> {
  return offersAnything(app.db, personId)
}
