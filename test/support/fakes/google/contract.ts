import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { GoogleError } from './errors.ts'

export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json | undefined }

export type Parameter = {
  in: 'path' | 'query'
  type: string
  required?: boolean
  repeated?: boolean
  minimum?: string
  maximum?: string
  enum?: string[]
}

export type Schema = {
  type?: string
  format?: string
  $ref?: string
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema
  /** The methods whose request must hold this field. */
  requiredBy?: string[]
}

export type Method = {
  id: string
  httpMethod: string
  path: string
  parameters: Record<string, Parameter>
  request?: string
  response?: string
  scopes: string[]
}

type Contract = {
  revision: string
  basePath: string
  scopePrefix: string
  scopes: string[]
  parameters: Record<string, Parameter>
  methods: Method[]
  schemas: Record<string, Schema>
}

/** What a request asked for, checked: every value has the type that the contract gives it. */
export type Query = Record<string, string | number | boolean | string[]>

/** The part of Google's own description of Calendar API v3 that this fake speaks; the file says its revision. */
export const contract = JSON.parse(
  readFileSync(join(import.meta.dirname, 'calendar-v3.json'), 'utf8'),
) as Contract

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i
const looseTimestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/i
const timeParameters = ['timeMin', 'timeMax', 'updatedMin']

/** The method that an address below /calendar/v3/ names, with the values in its path; undefined when there is none. */
export function findMethod(
  httpMethod: string,
  path: string,
): { method: Method; values: Record<string, string> } | undefined {
  const parts = path.slice(contract.basePath.length).split('/')
  for (const method of contract.methods) {
    if (method.httpMethod !== httpMethod) continue
    const values = matchParts(method.path.split('/'), parts)
    if (values) return { method, values }
  }
  return undefined
}

/** Reads the query as the contract describes it. Throws 400 for an unknown name, a second value or a wrong type. */
export function readQuery(method: Method, search: URLSearchParams): Query {
  const known = { ...contract.parameters, ...method.parameters }
  const query: Query = {}
  for (const name of new Set(search.keys())) {
    const parameter = known[name]
    if (parameter?.in !== 'query')
      throw invalid(`Unknown name "${name}": Cannot bind query parameter.`, name, 'parameter')
    const values = search.getAll(name)
    if (parameter.repeated) query[name] = values.map((value) => String(readParameter(name, parameter, value)))
    else if (values.length > 1) throw invalid(`Multiple values for parameter: ${name}`, name, 'parameter')
    else query[name] = readParameter(name, parameter, values[0] ?? '')
  }
  for (const [name, parameter] of Object.entries(method.parameters))
    if (parameter.in === 'query' && parameter.required && !(name in query))
      throw new GoogleError(400, 'required', `Missing required parameter: ${name}`)
  return query
}

/** Holds a request body against the contract: unknown fields, wrong types and missing ones are 400. */
export function checkBody(method: Method, body: Json | undefined): JsonObject {
  if (!method.request) {
    if (body !== undefined) throw new GoogleError(400, 'badRequest', 'This method takes no body.')
    return {}
  }
  if (!isObject(body)) throw new GoogleError(400, 'parseError', 'Parse Error')
  const mayClear = method.httpMethod === 'PATCH'
  const problem = findProblem({ $ref: method.request }, body, '', mayClear)
  if (problem) throw invalid(`Invalid JSON payload received. ${problem}`)
  for (const [name, schema] of Object.entries(contract.schemas[method.request]?.properties ?? {}))
    if (schema.requiredBy?.includes(method.id) && body[name] === undefined)
      throw new GoogleError(400, 'required', `Missing ${name}${name === 'end' ? ' time' : ''}.`)
  return body
}

/** What is wrong with a value by the schema of this name: one sentence, or undefined. */
export function findBreach(schemaName: string, value: Json): string | undefined {
  return findProblem({ $ref: schemaName }, value, '', false)
}

/** Whether it is a JSON object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text, or an empty one for anything else. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function matchParts(template: string[], parts: string[]): Record<string, string> | undefined {
  if (template.length !== parts.length) return undefined
  const values: Record<string, string> = {}
  for (const [index, piece] of template.entries()) {
    const part = parts[index] ?? ''
    if (piece.startsWith('{')) values[piece.slice(1, -1)] = decoded(part)
    else if (piece !== part) return undefined
  }
  return Object.values(values).includes('') ? undefined : values
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw invalid('Invalid path.')
  }
}

function readParameter(name: string, parameter: Parameter, text: string): string | number | boolean {
  if (parameter.enum && !parameter.enum.includes(text))
    throw invalid(`Invalid value for ${name}: ${text}`, name, 'parameter')
  if (timeParameters.includes(name) && !timestamp.test(text))
    throw invalid(`Invalid value for ${name}: ${text}`, name, 'parameter')
  if (parameter.type === 'boolean') return readBoolean(name, text)
  if (parameter.type === 'integer') return readInteger(name, parameter, text)
  return text
}

function readBoolean(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false')
    throw invalid(`Invalid boolean value: '${text}'.`, name, 'parameter')
  return text === 'true'
}

function readInteger(name: string, { minimum, maximum }: Parameter, text: string): number {
  const value = Number(text)
  const isOutside =
    (minimum !== undefined && value < Number(minimum)) || (maximum !== undefined && value > Number(maximum))
  if (!/^-?\d+$/.test(text) || isOutside)
    throw invalid(`Invalid value '${text}' for ${name}.`, name, 'parameter')
  return value
}

function findProblem(schema: Schema, value: Json, path: string, mayBeNull: boolean): string | undefined {
  if (schema.$ref) return findProblem(contract.schemas[schema.$ref] ?? {}, value, path, mayBeNull)
  if (schema.type === 'any' || schema.type === undefined) return undefined
  if (value === null) return mayBeNull && path ? undefined : wrong(path, schema, value)
  if (schema.type === 'array') return findInList(schema, value, path, mayBeNull)
  if (schema.type === 'object') return findInObject(schema, value, path, mayBeNull)
  if (schema.type === 'integer') return Number.isSafeInteger(value) ? undefined : wrong(path, schema, value)
  if (schema.type === 'number') return typeof value === 'number' ? undefined : wrong(path, schema, value)
  if (schema.type === 'boolean') return typeof value === 'boolean' ? undefined : wrong(path, schema, value)
  return typeof value === 'string' && isFormatted(value, schema.format, path)
    ? undefined
    : wrong(path, schema, value)
}

function findInList(schema: Schema, value: Json, path: string, mayBeNull: boolean): string | undefined {
  if (!Array.isArray(value)) return wrong(path, schema, value)
  for (const [index, item] of value.entries()) {
    const problem = item === undefined ? 'a hole' : findItem(schema, item, `${path}[${index}]`, mayBeNull)
    if (problem) return problem
  }
  return undefined
}

function findItem(schema: Schema, item: Json, path: string, mayBeNull: boolean): string | undefined {
  if (item === null) return wrong(path, schema.items ?? {}, item)
  return findProblem(schema.items ?? {}, item, path, mayBeNull)
}

function findInObject(schema: Schema, value: Json, path: string, mayBeNull: boolean): string | undefined {
  if (!isObject(value)) return wrong(path, schema, value)
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue
    const inner = schema.properties?.[name] ?? schema.additionalProperties
    if (!inner) return `Unknown name "${name}"${path ? ` at '${path}'` : ''}: Cannot find field.`
    const problem = findProblem(inner, field, path ? `${path}.${name}` : name, mayBeNull)
    if (problem) return problem
  }
  return undefined
}

function isFormatted(value: string, format: string | undefined, path: string): boolean {
  if (format === 'date') return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
  if (format === 'int64') return /^-?\d+$/.test(value)
  if (format !== 'date-time') return true
  // An event's own time may leave the offset to its timeZone.
  const shape = path.endsWith('.dateTime') || path.endsWith('Time') ? looseTimestamp : timestamp
  return shape.test(value) && !Number.isNaN(Date.parse(value))
}

function wrong(path: string, schema: Schema, value: Json): string {
  const wanted = [schema.type, schema.format].filter(Boolean).join(' ')
  return `Invalid value at '${path}' (${wanted}), ${JSON.stringify(value)}`
}

function invalid(message: string, location?: string, locationType?: string): GoogleError {
  const place = location === undefined || locationType === undefined ? {} : { location, locationType }
  return new GoogleError(400, 'invalid', message, place)
}
