type Extra = {
  domain?: string
  location?: string
  locationType?: string
  headers?: Record<string, string>
}

const statusNames: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
}

/** A refusal of the Calendar API, answered in Google's own shape: `error.errors[0].reason` tells what it is. */
export class GoogleError extends Error {
  override readonly name = 'GoogleError'
  readonly status: number
  readonly reason: string
  readonly extra: Extra

  constructor(status: number, reason: string, message: string, extra: Extra = {}) {
    super(message)
    this.status = status
    this.reason = reason
    this.extra = extra
  }
}

/** A refusal of the OAuth endpoints: `{"error", "error_description"}`. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, description: string) {
    super(description)
    this.status = status
    this.code = code
  }
}

/** The body of a refusal of the Calendar API. */
export function errorBody({ status, reason, message, extra }: GoogleError) {
  const { domain = 'global', location, locationType } = extra
  const place = location === undefined ? {} : { location, locationType }
  return {
    error: {
      code: status,
      message,
      errors: [{ message, domain, reason, ...place }],
      ...(statusNames[status] ? { status: statusNames[status] } : {}),
    },
  }
}

/** 404, as for every calendar, event and channel that is not there or not theirs to see. */
export function notFound(message = 'Not Found'): GoogleError {
  return new GoogleError(404, 'notFound', message)
}

/** 400 with the reason `invalid`. */
export function invalid(message: string): GoogleError {
  return new GoogleError(400, 'invalid', message)
}

/** 410: the sync token is dead; read all again. */
export function fullSyncRequired(): GoogleError {
  return new GoogleError(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.', {
    domain: 'calendar',
    location: 'syncToken',
    locationType: 'parameter',
  })
}
