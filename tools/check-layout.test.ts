import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { checkLayout } from './check-layout.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-layout-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const sound = {
  'src/main.ts': `import * as rooms from '#rooms'\nimport { openDatabase } from '#platform/database.ts'\n`,
  'src/time/instant.ts': `export type Instant = number\n`,
  'src/platform/database.ts': `import pg from 'pg'\nimport type { Tables } from '#db/tables.ts'\n`,
  'src/platform/refusal.ts': `export class Refusal extends Error {}\n`,
  'src/platform/contract.ts': `import { z } from 'zod'\n`,
  'src/kit/Button.tsx': `import { Button } from 'react-aria-components'\n`,
  'src/accounts/index.ts': `export { findPerson } from './store.ts'\n`,
  'src/accounts/store.ts': `import type { Db } from '#platform/database.ts'\nexport const findPerson = (db: Db) => db\n`,
  'src/accounts/person.ts': `export type Person = { id: string }\n`,
  'src/rooms/index.ts': `export { makeRoom } from './actions/make-room.ts'\nexport { routes } from './routes.ts'\n`,
  'src/rooms/room.ts': `import type { Instant } from '#time/instant.ts'\nimport { Refusal } from '#platform/refusal.ts'\n// Date.now() is not for us\n`,
  'src/rooms/contract.ts': `import { z } from 'zod'\nimport { route } from '#platform/contract.ts'\nimport type { Person } from '#accounts/person.ts'\nimport { name } from './room.ts'\n`,
  'src/rooms/store.ts': `import { sql } from 'kysely'\nexport const q = sql\`select 1 where at < \${now()}\` // now()\n`,
  'src/calls/store/calls.ts': `import type { Calls } from '#db/tables.ts'\nimport { sql } from 'kysely'\nexport const p = sql\`select 1\`\n`,
  'src/calls/contract/call.ts': `import { z } from 'zod'\n`,
  'src/calls/store/links.ts': `import { p } from './calls.ts'\n`,
  'src/rooms/routes.ts': `import { makeRoom } from './actions/make-room.ts'\nimport { readRoom } from './contract.ts'\n`,
  'src/rooms/actions/make-room.ts': `import * as accounts from '#accounts'\nimport { admit } from '../steps/admit.ts'\nimport { q } from '../store.ts'\nexport async function makeRoom() {}\n`,
  'src/rooms/actions/leave-room.ts': `export function leaveRoom() {}\n`,
  'src/rooms/steps/admit.ts': `import type { Tx } from '#platform/database.ts'\nimport { tell } from './tell.ts'\nexport function admit() {}\n`,
  'src/rooms/steps/tell.ts': `export const tell = () => {}\n`,
  'src/rooms/ui/Room.tsx': `import { Button } from '#kit/Button.tsx'\nimport { readRoom } from '../contract.ts'\n`,
  'src/rooms/room.test.ts': `import { readFileSync } from 'node:fs'\nDate.now()\n`,
  'src/web/main.tsx': `import { Room } from '#rooms/ui/Room.tsx'\n`,
  'db/migrations/0001-rooms.sql': `-- never now()\ncreate table rooms (id uuid primary key);\n`,
}

describe('the layout check', () => {
  test('has nothing to say about a sound tree, and says how much it looked at', () => {
    write(sound)
    expect(checkLayout(root)).toEqual({ files: Object.keys(sound).length, breaches: [] })
  })

  test('looks at nothing in an empty tree', () => {
    expect(checkLayout(root)).toEqual({ files: 0, breaches: [] })
  })

  test.each([
    [
      'a module imports a later one',
      'src/accounts/person.ts',
      `import type { Room } from '#rooms/room.ts'`,
      'accounts stands before rooms',
    ],
    [
      'server code goes round a door',
      'src/rooms/routes.ts',
      `import { findPerson } from '#accounts/store.ts'`,
      'by its door, #accounts',
    ],
    [
      'another module is reached by a path',
      'src/rooms/room.ts',
      `import '../accounts/person.ts'`,
      'imported by #name',
    ],
    ['a noun knocks at a door', 'src/rooms/room.ts', `import * as accounts from '#accounts'`, 'never a door'],
    [
      'ui imports the server',
      'src/rooms/ui/Room.tsx',
      `import { q } from '../store.ts'`,
      'ui does not import the store',
    ],
    [
      'a noun imports the store',
      'src/rooms/room.ts',
      `import { q } from './store.ts'`,
      'a noun does not import the store',
    ],
    [
      'the store imports an action',
      'src/rooms/store.ts',
      `import './actions/make-room.ts'`,
      'the store does not import an action',
    ],
    ['a noun imports a package', 'src/rooms/room.ts', `import { z } from 'zod'`, 'a noun imports no package'],
    [
      'a contract imports Node',
      'src/rooms/contract.ts',
      `import { join } from 'node:path'`,
      'nothing of Node',
    ],
    [
      'a contract imports platform',
      'src/rooms/contract.ts',
      `import { openDatabase } from '#platform/database.ts'`,
      'does not import this from platform',
    ],
    [
      'the server imports kit',
      'src/rooms/routes.ts',
      `import { Button } from '#kit/Button.tsx'`,
      'does not import kit',
    ],
    [
      'the browser names a type of the server',
      'src/web/main.tsx',
      `import type { Db } from '#platform/database.ts'`,
      'ui does not import this from platform',
    ],
    [
      'ui imports a server package',
      'src/rooms/ui/Room.tsx',
      `import fastify from 'fastify'`,
      'not a package for the browser',
    ],
    [
      'the product imports tests',
      'src/rooms/routes.ts',
      `import { cast } from '#test/support/cast.ts'`,
      'nothing from tests',
    ],
    [
      'an action imports main',
      'src/rooms/routes.ts',
      `import { routes } from '../main.ts'`,
      'nothing imports main.ts',
    ],
    [
      'an action builds queries',
      'src/rooms/actions/make-room.ts',
      `tx.db.insertInto('rooms')\nexport function makeRoom() {}`,
      'SQL is written in the store',
    ],
    [
      'an action imports the query builder',
      'src/rooms/actions/make-room.ts',
      `import { sql } from 'kysely'\nexport function makeRoom() {}`,
      'SQL is written in the store',
    ],
    [
      'a route knows the tables',
      'src/rooms/routes.ts',
      `import type { Rooms } from '#db/tables.ts'`,
      'know the tables',
    ],
    [
      'a noun reads the clock',
      'src/rooms/room.ts',
      `export const at = Date.now()`,
      'time and chance are arguments',
    ],
    [
      'a noun makes today',
      'src/rooms/room.ts',
      `export const at = new Date()`,
      'time and chance are arguments',
    ],
    [
      'a noun throws dice',
      'src/rooms/room.ts',
      `export const n = Math.random()`,
      'time and chance are arguments',
    ],
    [
      'a noun asks Temporal',
      'src/rooms/room.ts',
      `export const n = Temporal.Now.instant()`,
      'time and chance are arguments',
    ],
    [
      'a noun reads the environment',
      'src/rooms/room.ts',
      `export const n = process.env.TZ`,
      'time and chance are arguments',
    ],
    [
      'SQL reads the clock',
      'src/rooms/store.ts',
      'export const q = sql`select * from rooms where at < now()`',
      "the app's clock",
    ],
    [
      'SQL in platform reads the clock',
      'src/platform/database.ts',
      'run(`update jobs set at = current_timestamp`)',
      "the app's clock",
    ],
    [
      'a migration reads the clock',
      'db/migrations/0001-rooms.sql',
      'create table rooms (at timestamptz default now());',
      "the app's clock",
    ],
    ['two migrations have one number', 'db/migrations/0001-zones.sql', 'select 1;', 'of its own (0001'],
    ['a migration has no name', 'db/migrations/0002.sql', 'select 1;', 'NNNN-name.sql'],
    [
      'a noun imports a table of the store',
      'src/calls/call.ts',
      `import { p } from './store/calls.ts'`,
      'a noun does not import the store',
    ],
    ['a store has two forms', 'src/calls/store.ts', '', 'one file, or a folder'],
    ['a contract has two forms', 'src/calls/contract.ts', '', 'one file, or a folder'],
    [
      'a contract in a folder knocks at a door',
      'src/calls/contract/link.ts',
      `import * as rooms from '#rooms'`,
      'never a door',
    ],
    ['a file has no home', 'src/rooms/helpers.ts', '', 'what has no home'],
    ['a test file has no home', 'test/utils/x.ts', '', 'what has no home'],
    ['a module is not in the list', 'src/billing/bill.ts', '', 'not in one of the modules'],
    ['a file is of no kind', 'src/rooms/queries/all.ts', '', 'not a kind of file'],
    ['JSX stands outside ui', 'src/rooms/Room.tsx', '', 'not a kind of file'],
    [
      'an action is named otherwise',
      'src/rooms/actions/make-room.ts',
      'export function createRoom() {}',
      'named after, makeRoom',
    ],
    [
      'a step is named otherwise',
      'src/rooms/steps/admit.ts',
      'export function letIn() {}',
      'a step exports the function it is named after, admit',
    ],
    [
      'an action calls an action',
      'src/rooms/actions/make-room.ts',
      `import { leaveRoom } from './leave-room.ts'\nexport function makeRoom() {}`,
      'an action does not import an action',
    ],
    [
      'a step calls an action',
      'src/rooms/steps/admit.ts',
      `import { makeRoom } from '../actions/make-room.ts'\nexport function admit() {}`,
      'a step does not import an action',
    ],
    [
      'a route calls a step',
      'src/rooms/routes.ts',
      `import { admit } from './steps/admit.ts'`,
      'routes.ts does not import a step',
    ],
    [
      'the browser reaches the server',
      'src/web/main.tsx',
      `import '#rooms/routes.ts'`,
      'src/rooms/routes.ts reaches the browser',
    ],
    ['the browser reaches Node far below', 'src/time/instant.ts', `import 'node:fs'`, 'nothing of Node'],
    ['the server reaches JSX', 'src/main.ts', `import { Room } from '#rooms/ui/Room.tsx'`, 'cannot read JSX'],
  ])('finds it when %s', (_, path, text, sentence) => {
    write({
      ...sound,
      'src/web/main.tsx': `import { Room } from '#rooms/ui/Room.tsx'\n`,
      [path]: `${text}\n`,
    })
    const { breaches } = checkLayout(root)
    expect(breaches).toContainEqual(expect.stringContaining(sentence))
    expect(breaches.every((breach) => /^[^:]+:\d+: /.test(breach))).toBe(true)
  })

  test('gives the line of what it found, whatever comments stand before it', () => {
    write({ ...sound, 'src/rooms/room.ts': `/* one\n two */\n// three\nimport {\n  z,\n} from 'zod'\n` })
    expect(checkLayout(root).breaches).toContain('src/rooms/room.ts:4: a noun imports no package (zod)')
  })
})

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}
