import type { App } from '#platform/app.ts'

/**
 * Writes down that somebody could not sign in, for whom it was tried if that is anybody. Without the address that was tried:
 * whoever it does not belong to may have typed a secret there.
 */
export async function keepFailedSignIn(
  app: App,
  personId: string | undefined,
  by: 'password' | 'passkey',
): Promise<void> {
  const whom = personId === undefined ? {} : { personId }
  await app.transaction((tx) =>
    tx.audit({ action: 'sign-in.failed', actorId: null, ...whom, detail: { by } }),
  )
}
