import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { settingNames } from '#platform/config.ts'

const root = join(import.meta.dirname, '..')
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).toSorted()
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const manifest: { scripts: Record<string, string> } = JSON.parse(read('package.json'))

describe('the documentation', () => {
  test.each(pages)('%s leads to what is there', (page) => {
    const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !/^https?:/.test(link) && !leadsOn(page, link))).toEqual([])
  })

  test.each(pages)('%s names files that are there', (page) => {
    const named = [...read(page).matchAll(/`((?:src|test|tools|bench|docs|db)\/[^`\s]*)`/g)]
    const paths = named.map(([, path = '']) => path).filter((path) => !/[*<…]/.test(path))
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test.each(pages)('%s names commands that there are', (page) => {
    const commands = [...read(page).matchAll(/\bnpm run (?:--silent )?([a-z0-9]+)/g)].map(
      ([, name = '']) => name,
    )
    expect(commands.filter((name) => manifest.scripts[name] === undefined)).toEqual([])
  })

  test('every command stands in the development page', () => {
    const commands = Object.keys(manifest.scripts).filter((name) => !/^(?:pre|post)/.test(name))
    const page = read('docs/development.md')
    expect(
      commands.filter((name) => !new RegExp(`npm (?:run )?(?:--silent )?${name}\\b`).test(page)),
    ).toEqual([])
  })

  test('every setting is explained to operators, and none that is not read', () => {
    const table = read('docs/self-hosting.md')
      .split('\n')
      .filter((line) => /^\| `[A-Z]/.test(line))
    const inTable = table.flatMap((line) => namesIn(line.split('|')[1] ?? ''))
    const forTests = ['google', 'microsoft'].flatMap((name) => namesIn(read(`docs/providers/${name}.md`)))
    expect(inTable.filter((name) => !settingNames.includes(name))).toEqual([])
    expect(settingNames.filter((name) => ![...inTable, ...forTests].includes(name))).toEqual([])
  })
})

function namesIn(text: string): string[] {
  return [...text.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name = '']) => name)
}

function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
}

function leadsOn(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || headingsOf(read(target)).includes(anchor)
}

// As GitHub names them.
function headingsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )
}
