import { pino, type Logger } from 'pino'

import type { LogLevel } from './config.ts'

export type Log = Logger

/**
 * Structured lines on standard output, or into `out`. What could open something, and whose address it is, is never
 * written.
 */
export function createLog(level: LogLevel, out?: { write(line: string): void }): Log {
  const options = {
    level,
    base: null,
    formatters: { log: (values: Record<string, unknown>) => withoutSecrets(values, 0) as typeof values },
    // Errors are plain by then, as we want them.
    serializers: { err: (plain: unknown) => plain },
    hooks: { streamWrite: redact },
  }
  return out ? pino(options, out) : pino(options)
}

const deepest = 4
const secretNames =
  /^(?:password|passwordHash|token|cookies?|set-cookie|authorization|headers|secret|email|address|to|from|key|body|url)$/i
// Whole requests and replies hold headers, cookies and addresses.
const tooMuch = /^(?:req|res|request|reply|socket)$/
const errorFacts = [
  'code',
  'syscall',
  'constraint',
  'table',
  'column',
  'routine',
  'statusCode',
  'responseCode',
]

function withoutSecrets(value: unknown, depth: number): unknown {
  if (value instanceof Error) return presentError(value, depth)
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return '[more]'
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !tooMuch.test(name))
      .map(([name, item]) => [name, secretNames.test(name) ? '[redacted]' : withoutSecrets(item, depth + 1)]),
  )
}

// Only what is named here: databases and mail servers put people's values into the rest (`detail`, `response`).
function presentError(error: Error, depth: number): Record<string, unknown> {
  const facts = Object.entries(error).filter(([name]) => errorFacts.includes(name))
  const inner = error instanceof AggregateError ? error.errors : error.cause ? [error.cause] : []
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(facts),
    ...(inner.length > 0 && depth < deepest && { causes: withoutSecrets(inner, depth + 1) }),
  }
}

// The last net, over the finished line: mail addresses, secrets in addresses, and the password in a database's address.
function redact(line: string): string {
  return line
    .replace(/\/\/[^\s"/@]+@/g, '//[redacted]@')
    .replace(/[^\s"'`<>()[\],;:=\\/@]+(?:@|%40)[a-z\d][a-z\d.-]*/gi, '[address]')
    .replace(
      /(\/(?:link|enter|join|entries|mailed-links|reply|replies|feeds|stop|mail-stops)\/)[\w-]+/g,
      '$1[redacted]',
    )
    .replace(/([?&](?:key|token)=)[^&\s"\\]+/g, '$1[redacted]')
}
