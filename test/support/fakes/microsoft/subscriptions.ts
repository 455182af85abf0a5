import { randomUUID } from 'node:crypto'

import { breachesOfAnswer, checkBody, type Json, type JsonObject, textOf } from './contract.ts'
import { type DeliveryHabits, type LifecycleEvent, type Notification, startDelivery } from './delivery.ts'
import { accessDenied, badRequest, GraphError } from './graph-error.ts'
import { isoOf } from './wall.ts'
import { type Account, type Change, etagOf, idOfItem, type World } from './world.ts'

type Subscription = {
  id: string
  clientId: string
  account: Account
  /** The one calendar it is about; undefined for all of the mailbox. */
  calendarId: string | undefined
  resource: string
  changeType: string
  notificationUrl: string
  lifecycleUrl: string | undefined
  clientState: string | undefined
  expiresAt: number
  isImmutable: boolean
  /** Told to prove itself again, it stays silent until it has. */
  isPaused: boolean
}

export type Subscriptions = ReturnType<typeof startSubscriptions>

export type SubscriptionHabits = DeliveryHabits & { longestMinutes: number }

const minute = 60_000
const shortestMinutes = 45
const writable = [
  'changeType',
  'clientState',
  'expirationDateTime',
  'includeResourceData',
  'latestSupportedTlsVersion',
  'lifecycleNotificationUrl',
  'notificationUrl',
  'resource',
]

/** Push: real requests to the addresses that subscribed. They carry no data, and can be lost, doubled, late, out of order. */
export function startSubscriptions(world: World, habits: SubscriptionHabits) {
  const subscriptions = new Map<string, Subscription>()
  const sent: Notification[] = []
  const delivery = startDelivery(habits)

  /** Asks the addresses whether they want it, while the caller waits, and only then subscribes. */
  async function create(
    caller: { account: Account; clientId: string; isImmutable: boolean },
    given: unknown,
  ): Promise<JsonObject> {
    const body = checkBody('subscription', given)
    for (const name of Object.keys(body))
      if (!writable.includes(name))
        throw badRequest(`The property '${name}' cannot be set.`, 'InvalidRequest')
    const subscription: Subscription = {
      id: randomUUID(),
      ...caller,
      ...readResource(caller.account, body.resource),
      changeType: readChangeType(body.changeType),
      notificationUrl: readAddress(body.notificationUrl, 'notificationUrl'),
      lifecycleUrl:
        body.lifecycleNotificationUrl === undefined
          ? undefined
          : readAddress(body.lifecycleNotificationUrl, 'lifecycleNotificationUrl'),
      clientState: readClientState(body.clientState),
      expiresAt: readExpiration(body.expirationDateTime),
      isPaused: false,
    }
    refuseDuplicate(subscription)
    for (const url of new Set([
      subscription.notificationUrl,
      subscription.lifecycleUrl ?? subscription.notificationUrl,
    ]))
      await validate(url)
    subscriptions.set(subscription.id, subscription)
    return present(subscription, true)
  }

  /** One application has one subscription to the same changes of the same resource. */
  function refuseDuplicate({ account, clientId, resource, changeType }: Subscription): void {
    const same = [...subscriptions.values()].find(
      (one) =>
        one.account === account &&
        one.clientId === clientId &&
        one.resource === resource &&
        one.changeType === changeType &&
        one.expiresAt > world.now(),
    )
    if (!same) return
    const message = `Subscription Id ${same.id} already exists for the requested combination`
    throw new GraphError(409, 'ExtensionError', message)
  }

  function list(account: Account): JsonObject[] {
    return [...subscriptions.values()]
      .filter((one) => one.account === account && one.expiresAt > world.now())
      .map((one) => present(one, false))
  }

  function get(account: Account, id: string): JsonObject {
    return present(find(account, id), false)
  }

  function renew(account: Account, id: string, given: unknown): JsonObject {
    const subscription = find(account, id)
    const body = checkBody('subscription', given)
    for (const name of Object.keys(body))
      if (name !== 'expirationDateTime')
        throw badRequest(`The property '${name}' cannot be changed.`, 'InvalidRequest')
    subscription.expiresAt = readExpiration(body.expirationDateTime)
    subscription.isPaused = false
    return present(subscription, false)
  }

  function reauthorize(account: Account, id: string): void {
    find(account, id).isPaused = false
  }

  function remove(account: Account, id: string): void {
    subscriptions.delete(find(account, id).id)
  }

  function find(account: Account, id: string): Subscription {
    const subscription = subscriptions.get(id)
    if (!subscription || subscription.account !== account || subscription.expiresAt <= world.now())
      throw new GraphError(404, 'ResourceNotFound', 'The object was not found.')
    return subscription
  }

  function readExpiration(given: Json | undefined): number {
    if (given === undefined) throw badRequest('ExpirationDateTime is required.', 'InvalidRequest')
    const at = Date.parse(textOf(given))
    if (at <= world.now())
      throw badRequest('Subscription expiration can only be in the future.', 'InvalidRequest')
    if (at > world.now() + habits.longestMinutes * minute)
      throw badRequest(
        `Subscription expiration can only be ${habits.longestMinutes} minutes in the future.`,
        'ExtensionError',
      )
    return Math.max(at, world.now() + shortestMinutes * minute)
  }

  async function validate(url: string): Promise<void> {
    // Spaces, a plus and a colon: only who decodes the token right can answer it.
    const token = `Validation: Testing client application reachability + Request-Id: ${randomUUID()}`
    const address = new URL(url)
    address.search += `${address.search ? '&' : '?'}validationToken=${encodeURIComponent(token)}`
    const answer = await delivery.post(address.href, '', 'text/plain; charset=utf-8')
    if (answer.status === 0) throw notValidated('Subscription validation request timed out.')
    if (answer.status !== 200 || answer.text !== token || !answer.type.startsWith('text/plain'))
      throw notValidated(
        'Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.',
      )
  }

  function hear(change: Change): void {
    for (const subscription of subscriptions.values())
      if (subscription.account === change.account) notify(subscription, change)
  }

  /** What is made new is told of twice, as Graph does: created, and at once updated. */
  function notify(subscription: Subscription, change: Change): void {
    const { calendarId, changeType, expiresAt, isPaused } = subscription
    if (isPaused || expiresAt <= world.now()) return
    if (calendarId !== undefined && calendarId !== change.item.event.calendarId) return
    const kinds = change.kind === 'created' ? ['created', 'updated'] : [change.kind]
    for (const kind of kinds) if (changeType.split(',').includes(kind)) send(subscription, change, kind)
  }

  function send(subscription: Subscription, { account, item }: Change, kind: string): void {
    const id = idOfItem(account, item, subscription.isImmutable)
    const path = `Users/${account.oid}/Events/${id}`
    const message = newMessage(subscription, subscription.notificationUrl, {
      changeType: kind,
      resource: path,
      resourceData: {
        '@odata.type': '#Microsoft.Graph.Event',
        '@odata.id': path,
        '@odata.etag': etagOf(account, item),
        id,
      },
    })
    delivery.risk(message)
  }

  /** A notice about the subscriptions of this mailbox themselves. Removed ones are gone, others wait for their renewal. */
  function tellLifecycle(account: Account, lifecycleEvent: LifecycleEvent): void {
    for (const subscription of [...subscriptions.values()].filter((one) => one.account === account)) {
      if (lifecycleEvent === 'subscriptionRemoved') subscriptions.delete(subscription.id)
      if (lifecycleEvent === 'reauthorizationRequired') subscription.isPaused = true
      if (subscription.lifecycleUrl !== undefined)
        delivery.take(newMessage(subscription, subscription.lifecycleUrl, { lifecycleEvent }))
    }
  }

  function newMessage(subscription: Subscription, url: string, about: JsonObject): Notification {
    const { id, account, clientState, expiresAt } = subscription
    const body = {
      value: [
        {
          subscriptionId: id,
          subscriptionExpirationDateTime: isoOf(expiresAt),
          tenantId: account.tid,
          ...(clientState === undefined ? {} : { clientState }),
          ...about,
        },
      ],
    }
    const [breach] = breachesOfAnswer('changeNotificationCollection', body)
    if (breach !== undefined) throw new Error(breach)
    const message: Notification = {
      subscriptionId: id,
      url,
      changeType: about.changeType as string | undefined,
      lifecycleEvent: about.lifecycleEvent as LifecycleEvent | undefined,
      body,
      status: undefined,
    }
    sent.push(message)
    return message
  }

  /** No notifications to who was shut out, until the subscription is made good again. */
  function silence(account: Account): void {
    for (const subscription of subscriptions.values())
      if (subscription.account === account) subscription.isPaused = true
  }

  world.listeners.push(hear)
  return {
    create,
    list,
    get,
    renew,
    reauthorize,
    remove,
    tellLifecycle,
    silence,
    settle: delivery.settle,
    close: delivery.close,
    sent,
    mischief: delivery.mischief,
  }
}

function present(subscription: Subscription, isNew: boolean): JsonObject {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.clientId,
    changeType: subscription.changeType,
    // Said once, at the creation.
    clientState: isNew ? (subscription.clientState ?? null) : null,
    notificationUrl: subscription.notificationUrl,
    lifecycleNotificationUrl: subscription.lifecycleUrl ?? null,
    expirationDateTime: isoOf(subscription.expiresAt),
    creatorId: subscription.account.oid,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationQueryOptions: null,
    notificationUrlAppId: null,
  }
}

function readResource(
  account: Account,
  given: Json | undefined,
): Pick<Subscription, 'resource' | 'calendarId'> {
  const resource = textOf(given)
  const match = /^\/?(?:me|users\/([^/]+))\/(?:calendars\/([^/]+)\/)?events$/i.exec(resource)
  if (!match) throw badRequest(`The resource '${resource}' is not understood here.`, 'InvalidRequest')
  const [, person, calendarId] = match
  if (person !== undefined && person !== account.oid && person !== account.email) throw accessDenied()
  if (calendarId !== undefined && !account.calendars.some(({ id }) => id === calendarId))
    throw badRequest('The calendar of the resource was not found.', 'InvalidRequest')
  return { resource, calendarId }
}

function readChangeType(given: Json | undefined): string {
  const kinds = textOf(given).split(',')
  if (kinds.some((kind) => !['created', 'updated', 'deleted'].includes(kind)))
    throw badRequest(`Invalid 'changeType' attribute: '${textOf(given)}'.`, 'InvalidRequest')
  return kinds.join(',')
}

function readClientState(given: Json | undefined): string | undefined {
  if (given === undefined || given === null) return undefined
  if (textOf(given).length > 128)
    throw badRequest('Client state can be 128 characters long at most.', 'InvalidRequest')
  return textOf(given)
}

/** Graph calls https alone; on this machine plain http is let through, since no certificate could be had for it. */
function readAddress(given: Json | undefined, name: string): string {
  const url = URL.parse(textOf(given))
  const isHere = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url?.protocol === 'https:' || isHere) return textOf(given)
  throw badRequest(`The ${name} must be an HTTPS address.`, 'InvalidRequest')
}

function notValidated(message: string): GraphError {
  return badRequest(message, 'ValidationError')
}
