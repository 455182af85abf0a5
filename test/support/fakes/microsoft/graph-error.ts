/** A refusal of Graph: what stands under `error` in its answer. */
export class GraphError extends Error {
  readonly status: number
  readonly code: string
  readonly innerCode: string | undefined
  readonly headers: Record<string, string>
  /** Further members of `error`, such as `@event.existingEventId`. */
  readonly members: Record<string, unknown>

  constructor(
    status: number,
    code: string,
    message: string,
    rest: { innerCode?: string; headers?: Record<string, string>; members?: Record<string, unknown> } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.innerCode = rest.innerCode
    this.headers = rest.headers ?? {}
    this.members = rest.members ?? {}
  }
}

export function badRequest(message: string, code = 'BadRequest'): GraphError {
  return new GraphError(400, code, message)
}

export function itemNotFound(): GraphError {
  return new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
}

export function accessDenied(): GraphError {
  return new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
}

/** On-premises, inactive and unlicensed mailboxes, and personal accounts without Outlook, all answer so. */
export function mailboxNotEnabled(): GraphError {
  return new GraphError(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  )
}

/** For what a cursor has outlived, in any of the ways Graph says it. */
export function cursorLost(status = 410, code = 'SyncStateNotFound'): GraphError {
  return new GraphError(
    status,
    code,
    'The sync state generation is not found; a full synchronization is required.',
  )
}

/** For who asks too much, or at a bad moment. */
export function tooMany(status: 429 | 503, retryAfterSeconds: number): GraphError {
  const [code, message] =
    status === 429
      ? ['ApplicationThrottled', 'Application is over its MailboxConcurrency limit.']
      : ['serviceNotAvailable', 'The service is temporarily unavailable.']
  return new GraphError(status, code ?? '', message ?? '', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  })
}
