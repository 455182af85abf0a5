import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import type { Personal } from '#platform/personal.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { DAY, toIso } from '#time/instant.ts'

const exportsADay = { tries: 20, windowMs: DAY }

/** Everything that is kept of the caller, part by part, as it stood at one moment. */
export async function collectExport(
  app: App,
  caller: Caller,
  parts: readonly Personal[],
): Promise<Record<string, unknown>> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    await countWrite(tx, `export|${personId}`, exportsADay)
    await tx.audit({ action: 'account.exported', actorId: personId })
  })
  return app.snapshot(async (db) => {
    const whole: Record<string, unknown> = { exportedAt: toIso(app.now()) }
    for (const part of parts) whole[part.name] = await part.export(db, personId)
    return whole
  })
}
