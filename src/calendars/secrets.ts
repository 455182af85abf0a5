import type { Access, Tokens } from './port.ts'

/** What opens an account. It is kept sealed, and only ever opened to act for its owner. */
export type Secrets =
  | { kind: 'oauth'; tokens: Tokens }
  | { kind: 'password'; address: string; userName: string; password: string }
  | { kind: 'address'; address: string }

/** Where a link's secrets are kept, for the sealer. */
export function placeOfSecrets(linkId: string): string {
  return `calendar_links|${linkId}|secrets`
}

/** Where what belongs to an attempt is kept, for the sealer. */
export function placeOfAttempt(attemptId: string): string {
  return `link_attempts|${attemptId}|sealed`
}

/** What an adapter is told. */
export function accessBy(secrets: Secrets, scopes: string): Access {
  if (secrets.kind === 'oauth') return { accessToken: secrets.tokens.accessToken, scopes }
  if (secrets.kind === 'address') return { address: secrets.address, scopes }
  const { address, userName, password } = secrets
  return { address, userName, password, scopes }
}
