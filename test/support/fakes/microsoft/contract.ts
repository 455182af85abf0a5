import { readFileSync } from 'node:fs'

import { badRequest } from './graph-error.ts'

export type Json = string | number | boolean | null | Json[] | JsonObject
export type JsonObject = { [name: string]: Json | undefined }

type Property = { $Kind?: string; $Type?: string; $Collection?: boolean; $Nullable?: boolean }
type TypeBlock = { $Kind: string; $BaseType?: string } & Record<string, unknown>

const types: Record<string, TypeBlock> = JSON.parse(
  readFileSync(new URL('graph-types.json', import.meta.url), 'utf8'),
)['microsoft.graph']

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const dateTimeOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d)$/

/** Refuses a body with a member that the type does not have, or one of another type, in Graph's words. */
export function checkBody(typeName: string, body: unknown): JsonObject {
  if (!isObject(body)) throw badRequest('Unable to read JSON request payload.')
  const [first] = breachesOf(typeName, body, { isAnswer: false, path: '' })
  if (first !== undefined) throw badRequest(first, 'RequestBodyRead')
  return body
}

/** What in an answer breaks the contract. */
export function breachesOfAnswer(typeName: string, answer: unknown): string[] {
  return breachesOf(typeName, answer, { isAnswer: true, path: '' })
}

/** Whether the type has this structural property. */
export function hasProperty(typeName: string, name: string): boolean {
  return propertiesOf(typeName)[name]?.$Kind !== 'NavigationProperty' && name in propertiesOf(typeName)
}

/** The names an enum type knows. */
export function membersOf(enumName: string): string[] {
  return Object.keys(types[enumName] ?? {}).filter((name) => !name.startsWith('$'))
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text, where it is one; else nothing. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

type Reading = { isAnswer: boolean; path: string }

function breachesOf(typeName: string, value: unknown, reading: Reading): string[] {
  if (!isObject(value)) return [`${reading.path || typeName} is no object.`]
  const properties = propertiesOf(typeName)
  return Object.entries(value).flatMap(([name, member]) => {
    if (name.includes('@')) return reading.isAnswer || name === '@odata.type' ? [] : [unknown(name, typeName)]
    const property = properties[name]
    // Event and user are open types too, yet Graph itself refuses what it does not know.
    if (!property) return typeName === 'resourceData' ? [] : [unknown(name, typeName)]
    return breachesOfMember(property, member, {
      ...reading,
      path: reading.path ? `${reading.path}/${name}` : name,
    })
  })
}

function breachesOfMember(property: Property, value: unknown, reading: Reading): string[] {
  if (property.$Collection) {
    if (!Array.isArray(value)) return [`${reading.path} is no collection.`]
    return value.flatMap((one) => breachesOfValue(property, one, reading))
  }
  // A required member that is absent stays out of the JSON; one that is there must not be null.
  if (value === null) return property.$Nullable || property.$Kind ? [] : [`${reading.path} cannot be null.`]
  return breachesOfValue(property, value, reading)
}

function breachesOfValue({ $Type = 'Edm.String' }: Property, value: unknown, reading: Reading): string[] {
  const wrong = [`Cannot convert the literal ${JSON.stringify(value)} of ${reading.path} to '${$Type}'.`]
  if ($Type.startsWith('Edm.')) return isPrimitive($Type, value) ? [] : wrong
  const name = $Type.replace('graph.', '')
  if (types[name]?.$Kind !== 'EnumType') return breachesOf(name, value, reading)
  return typeof value === 'string' && membersOf(name).includes(value) ? [] : wrong
}

function isPrimitive(type: string, value: unknown): boolean {
  switch (type) {
    case 'Edm.Boolean':
      return typeof value === 'boolean'
    case 'Edm.Int32':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31
    case 'Edm.Double':
      return typeof value === 'number'
    case 'Edm.Date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
    case 'Edm.DateTimeOffset':
      return typeof value === 'string' && dateTimeOffset.test(value)
    case 'Edm.Guid':
      return typeof value === 'string' && guid.test(value)
    default:
      return typeof value === 'string'
  }
}

function propertiesOf(typeName: string): Record<string, Property> {
  const block = types[typeName]
  if (!block) throw new Error(`${typeName} is not in graph-types.json.`)
  const own = Object.entries(block).filter((entry): entry is [string, Property] => isProperty(...entry))
  const base = block.$BaseType ? propertiesOf(block.$BaseType.replace('graph.', '')) : {}
  return { ...base, ...Object.fromEntries(own) }
}

function isProperty(name: string, value: unknown): boolean {
  return !name.startsWith('$') && typeof value === 'object'
}

function unknown(name: string, typeName: string): string {
  return (
    `The property '${name}' does not exist on type 'microsoft.graph.${typeName}'. ` +
    `Make sure to only use property names that are defined by the type.`
  )
}
