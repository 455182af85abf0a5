import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'

import {
  findAll,
  type Import,
  listExports,
  listImports,
  onlySql,
  withoutComments,
  withoutSqlComments,
} from './source-text.ts'

/** The one ordered list: a module imports only from modules before it. ARCHITECTURE.md explains it. */
const modules = [
  'time',
  'ical',
  'platform',
  'kit',
  'accounts',
  'announcements',
  'notifications',
  'rooms',
  'availability',
  'calendars',
  'calls',
  'meetings',
  'consultations',
  'integrations',
  'web',
] as const

type Module = (typeof modules)[number]

/** What a file is, by its place and name. */
type Kind =
  | 'noun'
  | 'contract'
  | 'action'
  | 'step'
  | 'access'
  | 'store'
  | 'routes'
  | 'jobs'
  | 'mails'
  | 'pages'
  | 'door'
  | 'provider'
  | 'ui'
  | 'platform'
  | 'test'

type Source = { path: string; module: Module; kind: Kind; code: string; imports: Import[] }

/** What was looked at, and each breach as one line: file:line, rule. */
export type Layout = { files: number; breaches: string[] }

/** Modules without a door: their files are imported one by one. */
const doorless: readonly Module[] = ['time', 'ical', 'platform', 'kit', 'web']
const browserSafe: readonly Kind[] = ['noun', 'contract', 'ui']
const browserSafePlatform = ['src/platform/refusal.ts', 'src/platform/contract.ts']

/** Which kinds of its own module a file may import. */
const ownImports: Record<Kind, readonly Kind[]> = {
  noun: ['noun'],
  contract: ['noun', 'contract'],
  // Events are announced in the shape that the contract presents.
  action: ['noun', 'contract', 'access', 'store', 'step', 'mails', 'pages', 'provider'],
  step: ['noun', 'contract', 'access', 'store', 'step', 'mails', 'provider'],
  access: ['noun', 'access', 'store'],
  store: ['noun', 'store'],
  routes: ['noun', 'contract', 'action', 'access', 'store', 'pages'],
  jobs: ['noun', 'contract', 'action'],
  mails: ['noun'],
  pages: ['noun', 'contract'],
  door: ['noun', 'action', 'step', 'access', 'store', 'routes', 'jobs'],
  provider: ['noun', 'provider'],
  ui: ['noun', 'contract', 'ui'],
  platform: ['platform', 'noun', 'contract'],
  test: [],
}

const uiPackages =
  /^(?:react|react-dom|react-aria-components|@simplewebauthn\/browser|@internationalized\/date|@tanstack\/react-(?:query|router)|lucide-react|marked|zod|temporal-polyfill|@fontsource[^/]*)(?:\/|$)/
const icalPackages = /^(?:ical\.js|rrule-temporal|ical-generator)$/
const homelessNames = /^(?:utils?|helpers?|lib|libs|common|types?|services?|managers?)$/i
// The one place that asks the database for the time, which everything else is given.
const databaseClock = 'src/platform/clock.ts'
const clockOrChance =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\bTemporal\.Now\b|\bprocess\.env\b|\brandomUUID\b|\bgetRandomValues\b/g
const sqlClock =
  /\bnow\s*\(\s*\)|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b|\b(?:clock|statement|transaction)_timestamp\b|\btimeofday\b/gi
const queryBuilding =
  /\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\s*\(|\bsql(?:<[^`\n]*>)?`/g

/** Holds the tree below `root` against the layout that ARCHITECTURE.md describes. */
export function checkLayout(root: string): Layout {
  const paths = globSync('src/**/*.{ts,tsx}', { cwd: root }).map(slashes).sort()
  const placed = paths.filter((path) => path !== 'src/main.ts').map((path) => place(root, path))
  const sources = placed.filter((source) => typeof source !== 'string')
  const migrations = globSync('db/migrations/*', { cwd: root }).map(slashes).sort()
  const breaches = [
    ...placed.filter((source) => typeof source === 'string'),
    ...sources.flatMap((source) => checkSource(source, root)),
    ...checkReach(root, 'src/web/main.tsx', isServerFile, 'reaches the browser, which must not have it'),
    ...checkReach(
      root,
      'src/main.ts',
      (path) => path.endsWith('.tsx'),
      'reaches the server, which cannot read JSX',
    ),
    ...checkForms(paths),
    ...checkMigrations(root, migrations),
    ...checkNames(root),
  ]
  return { files: paths.length + migrations.length, breaches: [...new Set(breaches)] }
}

function place(root: string, path: string): Source | string {
  const [, module = ''] = path.split('/')
  if (!isModule(module)) return `${path}:1: not in one of the modules ${modules.join(' · ')}`
  const kind = kindOf(module, path)
  if (!kind) return `${path}:1: not a kind of file there is; a new kind is a page in docs/decisions`
  const code = withoutComments(readFileSync(join(root, path), 'utf8'))
  return { path, module, kind, code, imports: listImports(code) }
}

function kindOf(module: Module, path: string): Kind | undefined {
  const inside = path.split('/').slice(2)
  const [name = ''] = inside.slice(-1)
  if (/\.test\.tsx?$/.test(name)) return 'test'
  if (module === 'kit' || module === 'web') return 'ui'
  if (module === 'platform') return inside.length === 1 && name.endsWith('.ts') ? 'platform' : undefined
  if (inside.length === 2) return kindInFolder(inside[0] ?? '', name)
  if (inside.length !== 1 || !name.endsWith('.ts')) return undefined
  return kindByName[name] ?? 'noun'
}

const kindByName: Record<string, Kind> = {
  'index.ts': 'door',
  'contract.ts': 'contract',
  'access.ts': 'access',
  'store.ts': 'store',
  'routes.ts': 'routes',
  'jobs.ts': 'jobs',
  'mails.ts': 'mails',
  'pages.ts': 'pages',
}

function kindInFolder(folder: string, name: string): Kind | undefined {
  if (folder === 'ui') return 'ui'
  return name.endsWith('.ts') ? kindByFolder[folder] : undefined
}

const kindByFolder: Record<string, Kind> = {
  contract: 'contract',
  actions: 'action',
  steps: 'step',
  store: 'store',
  providers: 'provider',
}

function checkSource(source: Source, root: string): string[] {
  if (source.kind === 'test') return []
  return [
    ...source.imports.flatMap((one) => checkImport(source, one, root)),
    ...checkClock(source),
    ...checkSql(source),
    ...checkAction(source),
  ]
}

function checkImport(source: Source, one: Import, root: string): string[] {
  const rule = brokenImportRule(source, one, root)
  return rule ? [`${source.path}:${one.line}: ${rule} (${one.specifier})`] : []
}

function brokenImportRule(source: Source, { specifier, isType }: Import, root: string): string | undefined {
  const target = resolveImport(source.path, specifier)
  if (!target) return brokenPackageRule(source, specifier, isType)
  if (target.startsWith('db/')) {
    const mayKnowTables = source.kind === 'store' || source.kind === 'platform'
    return mayKnowTables ? undefined : 'only the store and platform know the tables'
  }
  if (!target.startsWith('src/')) return 'the product imports nothing from tests and tools'
  if (target === 'src/main.ts') return 'nothing imports main.ts'
  const [, module = ''] = target.split('/')
  if (!isModule(module)) return undefined
  if (module !== source.module) return brokenModuleRule(source, specifier, target, module)
  if (specifier.startsWith('#') && source.module !== 'web') return 'within a module, imports are relative'
  if (!existsSync(join(root, target))) return undefined
  const kind = kindOf(module, target)
  if (!kind || ownImports[source.kind].includes(kind)) return undefined
  // The shapes that a contract gives to the wire, and what a step is given, may be named anywhere in their module.
  if ((kind === 'contract' || kind === 'step') && isType) return undefined
  return `${named(source.kind)} does not import ${named(kind)}`
}

function brokenModuleRule(
  source: Source,
  specifier: string,
  target: string,
  module: Module,
): string | undefined {
  if (!specifier.startsWith('#')) return 'other modules are imported by #name'
  if (modules.indexOf(module) > modules.indexOf(source.module))
    return `${source.module} stands before ${module} in the list`
  if (browserSafe.includes(source.kind)) return brokenBrowserRule(source, target, module)
  if (module === 'kit') return 'the server does not import kit'
  const isDoor = target === `src/${module}/index.ts`
  return isDoor || doorless.includes(module)
    ? undefined
    : `server code imports ${module} by its door, #${module}`
}

function brokenBrowserRule(source: Source, target: string, module: Module): string | undefined {
  const kind = kindOf(module, target)
  if (kind === 'door') return 'browser-safe files import nouns, contracts and ui by file, never a door'
  if (module === 'platform') {
    const isSafe =
      browserSafePlatform.includes(target) && (source.kind !== 'noun' || target.endsWith('/refusal.ts'))
    return isSafe ? undefined : `${named(source.kind)} does not import this from platform`
  }
  if (kind && ownImports[source.kind].includes(kind)) return undefined
  return `${named(source.kind)} does not import ${kind ? named(kind) : 'this'}`
}

function brokenPackageRule({ kind, module }: Source, specifier: string, isType: boolean): string | undefined {
  if (specifier === 'zod' && isType) return undefined
  const isNode = specifier.startsWith('node:')
  if (isNode && browserSafe.includes(kind)) return 'browser-safe files import nothing of Node'
  if (/^(?:kysely|pg)(?:\/|$)/.test(specifier) && kind !== 'store' && kind !== 'platform') {
    return 'SQL is written in the store and platform'
  }
  if (kind === 'noun' && !(module === 'ical' && icalPackages.test(specifier)))
    return 'a noun imports no package'
  if (kind === 'contract' && specifier !== 'zod') return 'a contract imports no package but zod'
  if (kind === 'ui' && !uiPackages.test(specifier) && !specifier.endsWith('.css'))
    return 'not a package for the browser'
  return undefined
}

function checkClock({ path, kind, code }: Source): string[] {
  if (!['noun', 'contract', 'mails', 'pages'].includes(kind)) return []
  return findAll(code, clockOrChance).map(
    ({ line, text }) => `${path}:${line}: time and chance are arguments here (${text})`,
  )
}

function checkSql({ path, kind, code }: Source): string[] {
  const clocks = (path === databaseClock ? [] : findAll(onlySql(code), sqlClock)).map(
    ({ line, text }) => `${path}:${line}: SQL takes the app's clock as a parameter (${text})`,
  )
  if (kind === 'store' || kind === 'platform') return clocks
  const queries = findAll(code, queryBuilding)
  return [
    ...clocks,
    ...queries.map(({ line, text }) => `${path}:${line}: SQL is written in the store and platform (${text})`),
  ]
}

function checkAction({ path, kind, code }: Source): string[] {
  if (kind !== 'action' && kind !== 'step') return []
  const name = basename(path, '.ts').replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  const exported = listExports(code)
  return exported.includes(name)
    ? []
    : [`${path}:1: ${named(kind)} exports the function it is named after, ${name}`]
}

// Follows what is really loaded: type imports are gone by then.
function checkReach(
  root: string,
  entry: string,
  isForbidden: (path: string) => boolean,
  rule: string,
): string[] {
  const breaches: string[] = []
  const seen = new Set<string>()
  const open = existsSync(join(root, entry)) ? [entry] : []
  for (let path = open.pop(); path; path = open.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    for (const { specifier, line, isType } of listImports(
      withoutComments(readFileSync(join(root, path), 'utf8')),
    )) {
      if (isType) continue
      const target = resolveImport(path, specifier)
      if (isForbidden(target ?? specifier)) breaches.push(`${path}:${line}: ${target ?? specifier} ${rule}`)
      else if (target && /\.tsx?$/.test(target) && existsSync(join(root, target))) open.push(target)
    }
  }
  return breaches
}

function isServerFile(path: string): boolean {
  if (path.startsWith('node:')) return true
  const [top, module = ''] = path.split('/')
  if (top !== 'src' || !isModule(module)) return top === 'db' || top === 'test'
  if (module === 'platform') return !browserSafePlatform.includes(path)
  const kind = /\.tsx?$/.test(path) ? kindOf(module, path) : undefined
  return kind !== undefined && !browserSafe.includes(kind)
}

// One file, or a folder of them: never both, so that there is one place to look.
function checkForms(paths: readonly string[]): string[] {
  return paths
    .filter((path) => /\/(?:store|contract)\.ts$/.test(path))
    .filter((path) => paths.some((other) => other.startsWith(path.replace(/\.ts$/, '/'))))
    .map(
      (path) =>
        `${path}:1: a ${basename(path, '.ts')} is one file, or a folder of files named after its nouns`,
    )
}

function checkMigrations(root: string, migrations: string[]): string[] {
  return migrations.flatMap((path, index) => {
    const number = basename(path).slice(0, 4)
    const isNamed = /^\d{4}-[a-z0-9-]+\.sql$/.test(basename(path))
    const isTaken = basename(migrations[index - 1] ?? '').startsWith(number)
    const name =
      isNamed && !isTaken
        ? []
        : [`${path}:1: migrations are named NNNN-name.sql, each under a number of its own (${number})`]
    const text = withoutSqlComments(readFileSync(join(root, path), 'utf8'))
    const clocks = findAll(text, sqlClock)
    return [
      ...name,
      ...clocks.map((hit) => `${path}:${hit.line}: SQL takes the app's clock as a parameter (${hit.text})`),
    ]
  })
}

function checkNames(root: string): string[] {
  const paths = globSync(['src/**/*', 'test/**/*', 'tools/**/*', 'bench/**/*'], { cwd: root }).map(slashes)
  return paths
    .filter((path) => homelessNames.test(basename(path).replace(/\..*$/, '')))
    .map((path) => `${path}:1: what has no home has no name yet; name it after what it is`)
}

/** The file that an import names, from the root; undefined for a package. */
function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return slashes(normalize(join(dirname(from), specifier)))
  if (!specifier.startsWith('#')) return undefined
  const [name = '', ...rest] = specifier.slice(1).split('/')
  if (name === 'db' || name === 'test') return [name, ...rest].join('/')
  return rest.length === 0 ? `src/${name}/index.ts` : `src/${name}/${rest.join('/')}`
}

function isModule(name: string): name is Module {
  return modules.some((module) => module === name)
}

function named(kind: Kind): string {
  const names: Partial<Record<Kind, string>> = {
    noun: 'a noun',
    contract: 'a contract',
    action: 'an action',
    step: 'a step',
    store: 'the store',
    mails: 'mails.ts',
    pages: 'pages.ts',
    door: 'the door',
    provider: 'a provider',
    ui: 'ui',
    platform: 'platform',
    test: 'a test',
  }
  return names[kind] ?? `${kind}.ts`
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}

function main(): void {
  const { files, breaches } = checkLayout(join(import.meta.dirname, '..'))
  for (const breach of breaches) console.log(breach)
  if (files === 0) console.log('No file was looked at')
  console.log(`${files} files, ${breaches.length} breaches of the layout`)
  process.exitCode = files > 0 && breaches.length === 0 ? 0 : 1
}

if (import.meta.main) main()
