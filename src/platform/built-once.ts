import type { CompiledQuery, Kysely } from 'kysely'

import type { Tables } from '#db/tables.ts'

import type { Db } from './database.ts'

// Stands for a value while its statement is built, under the name the value has.
const nameOfMark = Symbol('name of a mark')

type Buildable<O> = { compile(): CompiledQuery<O> }

/**
 * A question whose statement is built when it is first asked, and only given its values from then on: for what every request
 * asks, since building takes longer than anything else of it that is ours. The values may be used as parameters alone.
 */
export function builtOnce<Values extends Record<string, unknown>, Row>(
  build: (db: Kysely<Tables>, values: Values) => Buildable<Row>,
): (db: Db, values: Values) => Promise<Row[]> {
  const marks = new Proxy({}, { get: (_, name) => ({ [nameOfMark]: name }) }) as Values
  let built: CompiledQuery<Row> | undefined
  return async (db, values) => {
    built ??= build(db, marks).compile()
    const parameters = built.parameters.map((one) => (isMark(one) ? values[one[nameOfMark]] : one))
    const { rows } = await db.executeQuery<Row>({ ...built, parameters })
    return rows
  }
}

function isMark(parameter: unknown): parameter is { [nameOfMark]: string } {
  return typeof parameter === 'object' && parameter !== null && nameOfMark in parameter
}
