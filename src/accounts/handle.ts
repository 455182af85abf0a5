import { invalid, type Refusal } from '#platform/refusal.ts'

/** The name under which a person is found: `/p/<handle>`. */
export const handlePattern = /^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$/

// Names that stand for the house itself, or for nobody.
const reserved = new Set(
  `about abuse account admin administrator anonymous api app assets billing blog bot calendar call calls contact
  deleted-user demo docs enter everyone help home host info join legal link live login mail me meeting meetings mod
  moderator news nobody noreply null official operator operators outbox parley password postmaster press privacy public
  root room rooms security service settings shop sign-in sign-up staff status stop store support system team terms test
  undefined unknown user users webmaster www`.split(/\s+/),
)

/** How many handles one person keeps, those from before among them. */
export const mostHandles = 5

/** What is wrong with a handle. */
export function refuseHandle(handle: string): string | undefined {
  if (!handlePattern.test(handle))
    return 'Use 3 to 30 letters from a to z, digits, and - between them, such as ana-silva.'
  return reserved.has(handle) ? 'This name is kept free. Choose another one.' : undefined
}

/** Somebody else has it, or had it before. */
export function handleTaken(): Refusal {
  return invalid('handle_taken', 'Somebody else has this name already.', {
    handle: 'Somebody else has this name already.',
  })
}

/** A handle that goes with a name; empty when none of it can be written so. */
export function suggestHandle(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '')
  return refuseHandle(plain) === undefined ? plain : ''
}
