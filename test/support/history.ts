/*
 * What was asked and answered, held against what is kept: a checker for runs of many clients at once. It knows the rules
 * of booking and nothing of how they are carried out. All times are milliseconds, UTC.
 */

/** One request and its answer. Several with the same actor and key are one wish, tried again. */
export type Entry = {
  key: string
  kind: 'book' | 'reschedule' | 'cancel' | 'withdraw' | 'offer' | 'schedule'
  actorId: string
  organizerId: string
  inviteId?: string
  meetingId?: string
  /** Wanted by a booking or a move. */
  startsAt?: number
  minutes?: number
  /** Wanted by a schedule. */
  rules?: Rules
  invokedAt: number
  /** Infinity when the answer was lost. */
  answeredAt: number
  /** 0 when the answer was lost. */
  status: number
  code?: string | undefined
  /** What a success must say again whenever it is asked again. */
  told?: string | undefined
}

/** What an organizer's schedule protects. */
export type Rules = { before: number; after: number; notice: number; increment: number }

/** A meeting as the database has it in the end. */
export type KeptMeeting = {
  id: string
  inviteId: string
  organizerId: string
  bookerId: string
  requestId: string
  status: 'confirmed' | 'cancelled'
  startsAt: number
  endsAt: number
  /** In the order of their numbers. */
  changes: KeptChange[]
  /** How many of each there are about it. */
  cards: number
  calls: number
  lines: Record<string, number>
}

export type KeptChange = {
  kind: string
  actorId: string
  requestId: string | null
  startsAt: number | null
  endsAt: number | null
}

export type KeptEngagement = {
  meetingId: string
  personId: string
  blocks: boolean
  status: string
  startsAt: number
  endsAt: number
}

export type Kept = { meetings: KeptMeeting[]; engagements: KeptEngagement[] }

/** A breach of one of the rules, in words. */
export type Violation = { rule: string; what: string }

const minute = 60_000
const day = 24 * 60 * minute

/**
 * Everything that is wrong with a history. `rules` are those every organizer began with. With `crashes`, a server that
 * is away (503) is an answer lost, not a fault.
 */
export function findViolations(
  history: readonly Entry[],
  kept: Kept,
  { rules, crashes = false }: { rules: Rules; crashes?: boolean },
): Violation[] {
  const entries = crashes ? history.map((entry) => (entry.status === 503 ? lost(entry) : entry)) : history
  const world = createWorld(entries, kept, rules)
  return [
    ...findFaults(world),
    ...findUnequalRetries(world),
    ...findDoubleOutcomes(world),
    ...findDoubleBookings(world),
    ...findBrokenRules(world),
    ...findUnjustified(world),
    ...findLost(world),
    ...findUnasked(world),
    ...findTornRows(kept),
  ]
}

/** A time that a meeting holds, and for how long it surely and possibly did. */
type Hold = {
  meeting: KeptMeeting
  startsAt: number
  endsAt: number
  invokedAt: number
  answeredAt: number
  /** When the next change of the meeting was first asked for, and first answered. */
  leftInvokedAt: number
  leftAnsweredAt: number
}

type World = {
  entries: readonly Entry[]
  kept: Kept
  wishes: Map<string, Entry[]>
  byInvite: Map<string | undefined, Entry[]>
  holds: Hold[]
  /** What an organizer may have had as rules, and when. */
  versions: Map<string, Version[]>
  firstRules: Rules
}

type Version = { rules: Rules; from: number; until: number }

function lost(entry: Entry): Entry {
  return { ...entry, status: 0, answeredAt: Number.POSITIVE_INFINITY, code: undefined, told: undefined }
}

function createWorld(entries: readonly Entry[], kept: Kept, firstRules: Rules): World {
  const wishes = Map.groupBy(entries, wishOf)
  const holds = kept.meetings.flatMap((meeting) => holdsOf(meeting, wishes))
  const versions = new Map<string, Version[]>()
  for (const [organizerId, saved] of Map.groupBy(
    entries.filter((entry) => entry.kind === 'schedule'),
    (entry) => entry.organizerId,
  )) {
    const inOrder = [...saved].sort((one, other) => one.invokedAt - other.invokedAt)
    versions.set(organizerId, versionsOf(inOrder, firstRules))
  }
  const byInvite = Map.groupBy(entries, (entry) => entry.inviteId)
  return { entries, kept, wishes, byInvite, holds, versions, firstRules }
}

function wishOf(entry: { actorId: string; key: string }): string {
  return `${entry.actorId} ${entry.key}`
}

function holdsOf(meeting: KeptMeeting, wishes: Map<string, Entry[]>): Hold[] {
  const moves = meeting.changes.filter(({ kind }) => ['booked', 'rescheduled', 'cancelled'].includes(kind))
  return moves.flatMap((change, index) => {
    if (change.startsAt === null || change.endsAt === null) return []
    const made = timesOf(wishes, change)
    const next = moves[index + 1]
    const left = next
      ? timesOf(wishes, next)
      : { invokedAt: Number.POSITIVE_INFINITY, answeredAt: Number.POSITIVE_INFINITY }
    return [
      {
        meeting,
        startsAt: change.startsAt,
        endsAt: change.endsAt,
        ...made,
        leftInvokedAt: left.invokedAt,
        leftAnsweredAt: left.answeredAt,
      },
    ]
  })
}

// A change happened after it was first asked for and before it was first answered with success.
function timesOf(
  wishes: Map<string, Entry[]>,
  change: KeptChange,
): { invokedAt: number; answeredAt: number } {
  const tries = wishes.get(wishOf({ actorId: change.actorId, key: change.requestId ?? '' })) ?? []
  return {
    invokedAt: Math.min(...tries.map((entry) => entry.invokedAt)),
    answeredAt: Math.min(...tries.filter(isSuccess).map((entry) => entry.answeredAt)),
  }
}

// Each organizer saves one schedule after another, so a version may hold until the next one is answered.
function versionsOf(saved: readonly Entry[], firstRules: Rules): Version[] {
  const versions: Version[] = [
    { rules: firstRules, from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY },
  ]
  for (const entry of saved) {
    if (entry.status !== 0 && !isSuccess(entry)) continue
    if (isSuccess(entry))
      for (const version of versions) version.until = Math.min(version.until, entry.answeredAt)
    if (entry.rules)
      versions.push({ rules: entry.rules, from: entry.invokedAt, until: Number.POSITIVE_INFINITY })
  }
  return versions
}

function rulesDuring(world: World, organizerId: string, from: number, until: number): Rules[] {
  const versions = world.versions.get(organizerId)
  if (!versions) return [world.firstRules]
  return versions.filter((one) => one.from <= until && from <= one.until).map((one) => one.rules)
}

function findFaults(world: World): Violation[] {
  return world.entries
    .filter((entry) => ![0, 200, 409].includes(entry.status) && !isTooSoon(world, entry))
    .map((entry) => breach('no faults', `${say(entry)} was answered ${entry.status} ${entry.code ?? ''}`))
}

// An offer is refused by its own field when the notice that may have been in force leaves none of its times.
function isTooSoon(world: World, { kind, status, code, organizerId, invokedAt, answeredAt }: Entry): boolean {
  if (kind !== 'offer' || status !== 422 || code !== 'no_times') return false
  return rulesDuring(world, organizerId, invokedAt, answeredAt).some((rules) => rules.notice > 0)
}

function findUnequalRetries({ wishes }: World): Violation[] {
  return [...wishes.values()].flatMap((tries) => {
    const successes = tries.filter(isSuccess)
    const firstAnswered = Math.min(...successes.map((entry) => entry.answeredAt))
    const taken = tries.filter((entry) => entry.status === 409 && entry.invokedAt > firstAnswered)
    const told = new Set(successes.map((entry) => entry.told))
    return [
      ...(told.size > 1
        ? [breach('retries are answered alike', `${say(tries[0])} was told ${[...told].join(' and ')}`)]
        : []),
      ...taken.map((entry) =>
        breach('retries are answered alike', `${say(entry)} was refused after its success`),
      ),
    ]
  })
}

function findDoubleOutcomes({ entries, kept }: World): Violation[] {
  const withdrawn = new Set(
    entries.filter((entry) => entry.kind === 'withdraw' && isSuccess(entry)).map((entry) => entry.inviteId),
  )
  return [...Map.groupBy(kept.meetings, (meeting) => meeting.inviteId)].flatMap(([inviteId, meetings]) => [
    ...(meetings.length > 1
      ? [breach('an invite is booked once', `${inviteId} became ${meetings.length} meetings`)]
      : []),
    ...(withdrawn.has(inviteId)
      ? [breach('an invite is booked once', `${inviteId} was taken back and became a meeting`)]
      : []),
  ])
}

// Two holds of one person that surely stood at one moment must not overlap.
function findDoubleBookings(world: World): Violation[] {
  return pairs(world).flatMap(([one, other]) =>
    one.startsAt < other.endsAt && other.startsAt < one.endsAt
      ? [breach('nobody is booked twice', `${sayHold(one)} and ${sayHold(other)}`)]
      : [],
  )
}

// Grid and notice of a booking, and the pauses between two of one organizer, must be those of a schedule it had then.
function findBrokenRules(world: World): Violation[] {
  const alone = world.holds.filter((hold) => {
    const possible = rulesDuring(world, hold.meeting.organizerId, hold.invokedAt, hold.answeredAt)
    return !possible.some(
      (rules) =>
        hold.startsAt % (rules.increment * minute) === 0 &&
        hold.startsAt >= hold.invokedAt + rules.notice * minute,
    )
  })
  const tooClose = pairs(world).filter(
    ([one, other]) =>
      one.meeting.organizerId === other.meeting.organizerId &&
      !(
        (one.invokedAt < other.answeredAt && keepsPause(world, one, other)) ||
        (other.invokedAt < one.answeredAt && keepsPause(world, other, one))
      ),
  )
  return [
    ...alone.map((hold) => breach('only what is offered is booked', sayHold(hold))),
    ...tooClose.map(([one, other]) => breach('pauses are kept', `${sayHold(one)} and ${sayHold(other)}`)),
  ]
}

function keepsPause(world: World, later: Hold, earlier: Hold): boolean {
  const possible = rulesDuring(world, later.meeting.organizerId, later.invokedAt, later.answeredAt)
  return possible.some((rules) => !conflicts(later, earlier, rules))
}

function conflicts(
  wanted: { startsAt: number; endsAt: number },
  hold: Hold,
  rules: Pick<Rules, 'before' | 'after'>,
) {
  return (
    hold.startsAt < wanted.endsAt + rules.after * minute &&
    wanted.startsAt - rules.before * minute < hold.endsAt
  )
}

/** Holds of different meetings within a day of each other that share a person and surely stood at one moment. */
function pairs({ holds }: World): [Hold, Hold][] {
  const found = new Map<string, [Hold, Hold]>()
  for (const mine of holdsByPerson(holds).values()) {
    const inOrder = mine.toSorted((one, other) => one.startsAt - other.startsAt)
    for (const [index, one] of inOrder.entries()) {
      for (const other of inOrder.slice(index + 1)) {
        if (other.startsAt > one.endsAt + day) break
        const stood =
          Math.max(one.answeredAt, other.answeredAt) < Math.min(one.leftInvokedAt, other.leftInvokedAt)
        if (one.meeting !== other.meeting && stood)
          found.set(`${sayHold(one)} ${sayHold(other)}`, [one, other])
      }
    }
  }
  return [...found.values()]
}

function holdsByPerson(holds: readonly Hold[]): Map<string, Hold[]> {
  const byPerson = new Map<string, Hold[]>()
  for (const hold of holds) {
    for (const personId of new Set([hold.meeting.organizerId, hold.meeting.bookerId])) {
      const mine = byPerson.get(personId) ?? []
      mine.push(hold)
      byPerson.set(personId, mine)
    }
  }
  return byPerson
}

// Whoever was refused was refused for something that had begun before the answer.
function findUnjustified(world: World): Violation[] {
  return world.entries
    .filter((entry) => entry.status === 409 && !isJustified(world, entry))
    .map((entry) => breach('nobody is refused for nothing', `${say(entry)} was refused with ${entry.code}`))
}

function isJustified(world: World, entry: Entry): boolean {
  const beganBefore = (other: Entry) => other.invokedAt < entry.answeredAt
  const ofInvite = (inviteId: string | undefined) => world.byInvite.get(inviteId) ?? []
  const meeting = world.kept.meetings.find((one) => one.id === entry.meetingId)
  switch (entry.code) {
    case 'time_taken':
      return isTaken(world, entry)
    case 'time_not_offered':
      return (
        !isOnEveryGrid(world, entry) ||
        ofInvite(entry.inviteId ?? meeting?.inviteId).some(
          (other) => other.kind === 'offer' && beganBefore(other),
        )
      )
    case 'invite_closed':
      return ofInvite(entry.inviteId).some(
        (other) => other !== entry && beganBefore(other) && mayHaveClosed(world, other),
      )
    case 'meeting_cancelled':
      return world.entries.some(
        (other) => other.kind === 'cancel' && other.meetingId === entry.meetingId && beganBefore(other),
      )
    case 'same_time':
      return world.holds.some(
        (hold) =>
          hold.meeting.id === entry.meetingId &&
          hold.startsAt === entry.startsAt &&
          hold.invokedAt < entry.answeredAt,
      )
    default:
      return false
  }
}

function mayHaveClosed({ kept }: World, other: Entry): boolean {
  if (other.kind === 'withdraw') return isSuccess(other) || other.status === 0
  return (
    other.kind === 'book' &&
    kept.meetings.some((one) => one.requestId === other.key && one.bookerId === other.actorId)
  )
}

function isTaken(world: World, entry: Entry): boolean {
  const startsAt = entry.startsAt ?? Number.NaN
  const wanted = { startsAt, endsAt: startsAt + (entry.minutes ?? 0) * minute }
  const possible = rulesDuring(world, entry.organizerId, entry.invokedAt, entry.answeredAt)
  const own = world.kept.meetings.find((one) => one.id === entry.meetingId)
  const bookerId = own?.bookerId ?? entry.actorId
  return world.holds.some((hold) => {
    if (hold.meeting === own || hold.invokedAt >= entry.answeredAt || hold.leftAnsweredAt <= entry.invokedAt)
      return false
    const { organizerId } = hold.meeting
    const isOrganizers = [organizerId, hold.meeting.bookerId].includes(entry.organizerId)
    const isBookers = [organizerId, hold.meeting.bookerId].includes(bookerId)
    return (
      (isOrganizers && possible.some((rules) => conflicts(wanted, hold, rules))) ||
      (isBookers && conflicts(wanted, hold, { before: 0, after: 0 }))
    )
  })
}

function isOnEveryGrid(
  world: World,
  { organizerId, startsAt = Number.NaN, invokedAt, answeredAt }: Entry,
): boolean {
  return rulesDuring(world, organizerId, invokedAt, answeredAt).every(
    (rules) => startsAt % (rules.increment * minute) === 0 && startsAt >= answeredAt + rules.notice * minute,
  )
}

// What was acknowledged is there, once, and so is what the room was told.
function findLost(world: World): Violation[] {
  return [...world.wishes.values()].flatMap((tries) => {
    const success = tries.find(isSuccess)
    const kind = success && changeOf[success.kind]
    if (!success || !kind) return []
    const found = world.kept.meetings.flatMap((meeting) =>
      meeting.changes.filter(
        (change) =>
          change.kind === kind && change.actorId === success.actorId && change.requestId === success.key,
      ),
    )
    return found.length === 1
      ? []
      : [breach('what is acknowledged is there once', `${say(success)} is there ${found.length} times`)]
  })
}

const changeOf: Partial<Record<Entry['kind'], string>> = {
  book: 'booked',
  reschedule: 'rescheduled',
  cancel: 'cancelled',
}

function findUnasked({ wishes, kept }: World): Violation[] {
  return kept.meetings.flatMap((meeting) => {
    const unasked = meeting.changes.filter(
      (change) =>
        !(wishes.get(wishOf({ actorId: change.actorId, key: change.requestId ?? '' })) ?? []).some(
          (entry) => changeOf[entry.kind] === change.kind,
        ),
    )
    const counted = ['booked', 'rescheduled', 'cancelled'].filter(
      (kind) =>
        (meeting.lines[kind] ?? 0) !== meeting.changes.filter((change) => change.kind === kind).length,
    )
    return [
      ...unasked.map((change) => breach('nothing happens unasked', `${meeting.id} was ${change.kind}`)),
      ...counted.map((kind) =>
        breach('the room is told once', `${meeting.id}, ${kind}: ${meeting.lines[kind] ?? 0} lines`),
      ),
      ...(meeting.cards === 1
        ? []
        : [breach('the room is told once', `${meeting.id} has ${meeting.cards} cards`)]),
      ...(meeting.calls === 1
        ? []
        : [breach('the room is told once', `${meeting.id} has ${meeting.calls} calls`)]),
    ]
  })
}

// The last state of the table, whatever anybody was told.
function findTornRows({ meetings, engagements }: Kept): Violation[] {
  const violations: Violation[] = []
  const byMeeting = Map.groupBy(engagements, (engagement) => engagement.meetingId)
  for (const meeting of meetings) {
    const wanted = meeting.status === 'confirmed' ? 'live' : 'released'
    for (const engagement of byMeeting.get(meeting.id) ?? []) {
      const isSame = engagement.startsAt === meeting.startsAt && engagement.endsAt === meeting.endsAt
      if (engagement.status !== wanted || (wanted === 'live' && !isSame))
        violations.push(breach('rows agree', `${meeting.id} and the time of ${engagement.personId}`))
    }
  }
  const blocking = engagements.filter((engagement) => engagement.status === 'live' && engagement.blocks)
  for (const mine of Map.groupBy(blocking, (engagement) => engagement.personId).values()) {
    const inOrder = mine.toSorted((one, other) => one.startsAt - other.startsAt)
    for (const [index, later] of inOrder.slice(1).entries()) {
      const earlier = inOrder[index]
      if (earlier && later.startsAt < earlier.endsAt)
        violations.push(breach('no pair overlaps', `${earlier.meetingId} and ${later.meetingId}`))
    }
  }
  return violations
}

function isSuccess(entry: Entry): boolean {
  return entry.status === 200
}

function breach(rule: string, what: string): Violation {
  return { rule, what }
}

function say(entry: Entry | undefined): string {
  if (!entry) return 'nothing'
  const at = entry.startsAt === undefined ? '' : ` ${new Date(entry.startsAt).toISOString()}`
  return `${entry.kind}${at} of ${entry.inviteId ?? entry.meetingId ?? entry.organizerId} (${entry.key})`
}

function sayHold(hold: Hold): string {
  return `${hold.meeting.id} at ${new Date(hold.startsAt).toISOString()} to ${new Date(hold.endsAt).toISOString()}`
}
