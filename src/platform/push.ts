import webPush from 'web-push'

import { type Instant, SECOND } from '#time/instant.ts'

import type { Config } from './config.ts'
import type { Db } from './database.ts'
import { DeliveryTrouble } from './deliveries.ts'
import { createGuardedFetch, type FetchTrouble, FetchRefused, type GuardedAnswer } from './guarded-fetch.ts'
import { hashToken } from './ids.ts'
import type { Sealer } from './sealing.ts'

/** What a notification on a device says. `href` is a path of ours that opens when it is pressed. */
export type PushWish = { title: string; text: string; href: string; isUrgent?: boolean }

/** Where a browser lets itself be reached (RFC 8030), and the keys that only it opens (RFC 8291); all base64url. */
export type PushTarget = { endpoint: string; p256dh: string; auth: string }

/** By what push services know this Parley (RFC 8292), base64url. */
export type PushKeys = { publicKey: string; privateKey: string }

/** Hands notifications to the push services of browsers. */
export type PushSender = {
  publicKey: string
  /**
   * `gone` when the browser has ended it. What says the same `key` takes the place of what the service still holds.
   * Throws DeliveryTrouble.
   */
  send(
    target: PushTarget,
    wish: PushWish,
    about: { key: string; ttlSeconds: number },
  ): Promise<'taken' | 'gone'>
}

const place = 'installation|push_private_key'
// A push service that is slower than this is tried again later.
const answersWithinMs = 10 * SECOND
const mostAnswerBytes = 64 * 1024
// A payload has to fit into 4096 bytes once encrypted (RFC 8291 §4); what is cut is said in full where it leads.
const longestTitle = 120
const longestText = 500

/** Makes the key pair at first start; afterwards it stays, because every subscription is bound to it. */
export async function loadPushKeys(db: Db, sealer: Sealer): Promise<PushKeys> {
  const made = webPush.generateVAPIDKeys()
  await db
    .updateTable('installation')
    .set({ push_public_key: made.publicKey, push_private_key: sealer.seal(place, made.privateKey) })
    .where('push_public_key', 'is', null)
    .execute()
  const row = await db
    .selectFrom('installation')
    .select(['push_public_key', 'push_private_key'])
    .executeTakeFirstOrThrow()
  return {
    publicKey: row.push_public_key ?? '',
    privateKey: sealer.open(place, row.push_private_key ?? ''),
  }
}

/** Encrypts for the browser, signs for its push service, and asks it as guardedly as every address that people give. */
export function createPushSender(config: Config, keys: PushKeys): PushSender {
  const fetch = createGuardedFetch(config)
  const vapidDetails = { subject: contactOf(config), ...keys }
  return {
    publicKey: keys.publicKey,
    async send({ endpoint, ...browserKeys }, wish, { key, ttlSeconds }) {
      const topic = hashToken(key).slice(0, 32)
      const request = webPush.generateRequestDetails(
        { endpoint, keys: browserKeys },
        JSON.stringify({ ...cut(wish), tag: topic }),
        { vapidDetails, TTL: ttlSeconds, topic, urgency: wish.isUrgent ? 'high' : 'normal' },
      )
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      )
      const wanted = { headers, body: request.body, withinMs: answersWithinMs, mostBytes: mostAnswerBytes }
      return outcomeOf(await fetch(endpoint, { method: 'POST', ...wanted }).catch(rethrow))
    },
  }
}

// Whom a push service can write to; some refuse addresses of this machine, and there nobody could read them anyway.
function contactOf({ publicUrl, mailFrom }: Config): string {
  if (publicUrl.protocol === 'https:') return publicUrl.origin
  return `mailto:${/<([^<>\s]+)>/.exec(mailFrom)?.[1] ?? mailFrom}`
}

function cut({ title, text, href }: PushWish): Omit<PushWish, 'isUrgent'> {
  return { title: shorten(title, longestTitle), text: shorten(text, longestText), href }
}

// By code points, so that no character is cut in two.
function shorten(text: string, most: number): string {
  const points = Array.from(text)
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`
}

function outcomeOf({ status, headers }: GuardedAnswer): 'taken' | 'gone' {
  if (status >= 200 && status < 300) return 'taken'
  if (status === 404 || status === 410) return 'gone'
  const mayPass = status === 408 || status === 429 || status >= 500
  throw new DeliveryTrouble(`The push service answered ${status}.`, {
    isFinal: !mayPass,
    isCertain: true,
    ...retryOf(headers, Date.now()),
  })
}

// Seconds, or a date by the clock of the service (RFC 9110 §10.2.3).
function retryOf(headers: GuardedAnswer['headers'], now: Instant): { retryAfterMs?: number } {
  const given = headers['retry-after']?.trim() ?? ''
  if (/^\d{1,9}$/.test(given)) return { retryAfterMs: Number(given) * SECOND }
  const until = Date.parse(given)
  const since = Date.parse(headers.date ?? '') || now
  return Number.isNaN(until) ? {} : { retryAfterMs: Math.max(0, until - since) }
}

const mayNotPass: readonly FetchTrouble[] = ['address', 'elsewhere', 'redirects']

function rethrow(error: unknown): never {
  if (!(error instanceof FetchRefused)) throw error
  throw new DeliveryTrouble('The push service could not be reached.', {
    isFinal: mayNotPass.includes(error.reason),
    isCertain: mayNotPass.includes(error.reason),
  })
}
