import { isObject, type Json, type JsonObject, textOf } from './contract.ts'
import { invalid } from './errors.ts'
import { type Calendar, digest, noteChange, type World } from './world.ts'

/** Refuses a request for a conference that this calendar does not make. */
export function checkConference(value: Json | undefined, calendar: Calendar, withConference: boolean): void {
  if (!withConference || !isObject(value) || !isObject(value.createRequest)) return
  const { requestId, conferenceSolutionKey } = value.createRequest
  const type = isObject(conferenceSolutionKey) ? conferenceSolutionKey.type : undefined
  if (typeof requestId !== 'string') throw invalid('Missing conference request id.')
  if (typeof type !== 'string' || !calendar.conferenceTypes.includes(type))
    throw invalid('Invalid conference type value.')
}

/** What is kept of an event with the conference that its body asks for; null in the body ended the one before. */
export function withMeeting(rest: JsonObject, before: JsonObject, { conferences }: Calendar): JsonObject {
  const { conferenceData } = rest
  if (!isObject(conferenceData) || !isObject(conferenceData.createRequest)) return rest
  const { createRequest } = conferenceData
  const earlier = isObject(before.conferenceData) ? before.conferenceData : {}
  // The same request again is ignored, and so is what the client says of its status.
  if (isObject(earlier.createRequest) && earlier.createRequest.requestId === createRequest.requestId) {
    return { ...rest, conferenceData: earlier }
  }
  if (conferences === 'success') return { ...rest, conferenceData: madeMeeting(createRequest) }
  const { requestId, conferenceSolutionKey } = createRequest
  const asked = { requestId, conferenceSolutionKey, status: { statusCode: conferences } }
  return { ...rest, conferenceData: { createRequest: asked } }
}

/** Ends what is still being made on a calendar. */
export function finishConferences(world: World, calendar: Calendar): void {
  for (const event of calendar.events.values()) {
    const { conferenceData } = event.rest
    if (!isObject(conferenceData) || !isObject(conferenceData.createRequest)) continue
    const { status } = conferenceData.createRequest
    if (!isObject(status) || status.statusCode !== 'pending') continue
    event.rest = { ...event.rest, conferenceData: madeMeeting(conferenceData.createRequest) }
    noteChange(world, calendar, event)
  }
}

function madeMeeting(createRequest: JsonObject): JsonObject {
  const code = digest(`meet ${textOf(createRequest.requestId)}`).replace(/\d/g, 'q')
  const conferenceId = `${code.slice(0, 3)}-${code.slice(3, 7)}-${code.slice(7, 10)}`
  const uri = `https://meet.google.com/${conferenceId}`
  return {
    createRequest: { ...createRequest, status: { statusCode: 'success' } },
    entryPoints: [{ entryPointType: 'video', uri, label: uri.slice('https://'.length) }],
    conferenceSolution: { key: { type: 'hangoutsMeet' }, name: 'Google Meet' },
    conferenceId,
  }
}
