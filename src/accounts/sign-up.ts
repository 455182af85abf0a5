import { forbidden, invalidField } from '#platform/refusal.ts'

/** Who may make an account: everybody, those who hold a good entry, or nobody. */
export type SignUpMode = 'open' | 'invited' | 'closed'

/** A way into a room that is still good. A mailed one names the address it went to. */
export type GoodEntry = { email: string | null }

/**
 * Whether this address may make an account, and whether the entry proves that it is the person's own. Throws
 * `sign_up_closed`, or a refusal at the address when the entry went to another one and nothing else lets them in.
 */
export function admitToSignUp(
  mode: SignUpMode,
  email: string,
  entry: GoodEntry | null,
): { addressIsProven: boolean } {
  if (mode === 'closed') throw closed('New accounts are not made here.')
  if (mode === 'invited' && !entry) {
    throw closed(
      'An account here needs a way into a room. Ask whoever you want to talk with to send you a new one.',
    )
  }
  if (mode === 'invited' && entry?.email && entry.email !== email) {
    throw invalidField('email', 'This way in was sent to another address. Sign up with that one.')
  }
  return { addressIsProven: entry?.email === email }
}

function closed(sentence: string) {
  return forbidden('sign_up_closed', sentence)
}
