import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'

import { openDatabase } from '#platform/database.ts'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { createLog } from '#platform/log.ts'
import { migrate } from '#platform/migrations.ts'

import { type Column, describeSchema, schemaText, tablesText } from './schema-text.ts'

const root = join(import.meta.dirname, '..')

/**
 * Writes db/schema.sql (the data model on one page) and db/tables.ts (the same for the query builder) from a fresh
 * database. With --check it only compares, and answers false with a sentence when they differ from the migrations.
 */
async function dumpSchema(onlyCheck: boolean): Promise<boolean> {
  const schema = await readFreshSchema()
  const files = { 'db/schema.sql': schemaText(schema), 'db/tables.ts': tablesText(schema.tables) }
  if (!onlyCheck) {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
    return true
  }
  const stale = Object.entries(files).filter(([path, text]) => readIfThere(path) !== text)
  for (const [path] of stale) console.error(`${path} is not what db/migrations makes: run npm run schema`)
  if (schema.tables.length === 0) console.error('db/migrations makes no table')
  return stale.length === 0 && schema.tables.length > 0
}

async function readFreshSchema(): Promise<ReturnType<typeof describeSchema>> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-schema-'))
  const server = await startEmbeddedPostgres(folder, { durable: false })
  try {
    const database = openDatabase(server.connection, createLog('error'), 2)
    await migrate(database.db)
    await database.close()
    return await readCatalog(server.connectionString)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function readCatalog(connectionString: string): Promise<ReturnType<typeof describeSchema>> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const columns = await client.query<Column>(columnsQuery)
    const constraints = await client.query<{ table: string; name: string; definition: string }>(
      constraintsQuery,
    )
    const indexes = await client.query<{ table: string; definition: string }>(indexesQuery)
    const comments = await client.query<{ table: string; comment: string }>(commentsQuery)
    const extensions = await client.query<{ name: string }>(extensionsQuery)
    const functions = await client.query<{ definition: string }>(functionsQuery)
    return describeSchema({
      columns: columns.rows,
      constraints: constraints.rows,
      indexes: indexes.rows,
      comments: comments.rows,
      extensions: extensions.rows.map(({ name }) => name),
      functions: functions.rows.map(({ definition }) => definition),
    })
  } finally {
    await client.end()
  }
}

const ourTables = `c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'kysely\\_%'`

const columnsQuery = `
  select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull",
    pg_get_expr(d.adbin, d.adrelid) as "default", a.attgenerated <> '' as generated, a.attidentity <> '' as identity
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where ${ourTables} order by c.relname collate "C", a.attnum`

const constraintsQuery = `
  select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid, true) as definition
  from pg_class c join pg_constraint k on k.conrelid = c.oid
  where ${ourTables} and k.contype in ('p', 'u', 'f', 'c', 'x')
  order by c.relname collate "C", position(k.contype::text in 'pufxc'), k.conname collate "C"`

const indexesQuery = `
  select c.relname as "table", pg_get_indexdef(i.indexrelid) as definition
  from pg_class c join pg_index i on i.indrelid = c.oid join pg_class x on x.oid = i.indexrelid
  where ${ourTables} and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  order by c.relname collate "C", x.relname collate "C"`

const commentsQuery = `
  select c.relname as "table", obj_description(c.oid, 'pg_class') as comment
  from pg_class c where ${ourTables} and obj_description(c.oid, 'pg_class') is not null`

const extensionsQuery = `select extname as name from pg_extension where extname <> 'plpgsql' order by 1`

const functionsQuery = `
  select definition from (
    select p.proname as name, pg_get_functiondef(p.oid) as definition from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all
    select t.tgname, pg_get_triggerdef(t.oid, true) from pg_trigger t where not t.tgisinternal
  ) written order by name collate "C", definition collate "C"`

function readIfThere(path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return ''
  }
}

if (import.meta.main) process.exitCode = (await dumpSchema(process.argv.includes('--check'))) ? 0 : 1
