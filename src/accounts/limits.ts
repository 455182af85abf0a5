import { HOUR, MINUTE } from '#time/instant.ts'

/** What can be tried too often. Each is counted by account, by network and for everybody together. */
export type Tried = 'sign-in' | 'sign-up' | 'mailed-link' | 'password-change' | 'passkey'

type Limit = { tries: number; windowMs: number }
type Limits = { account: Limit; network: Limit; everybody: Limit }

/** ASVS 5.0 §6.3.1. Roomy for an office behind one address, far too few to guess a password or to flood a mailbox. */
export const limitsOf: Record<Tried, Limits> = {
  'sign-in': within(15 * MINUTE, 10),
  'sign-up': within(HOUR, 10),
  'mailed-link': within(HOUR, 5),
  'password-change': within(15 * MINUTE, 10),
  passkey: within(15 * MINUTE, 50),
}

function within(windowMs: number, triesByAccount: number): Limits {
  return {
    account: { tries: triesByAccount, windowMs },
    network: { tries: 100, windowMs },
    everybody: { tries: 3000, windowMs },
  }
}

/** The network an address stands for: IPv4 as it is, IPv6 by its first 64 bits, which one household has to itself. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? []
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
