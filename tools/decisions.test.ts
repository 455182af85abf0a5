import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../docs/decisions')
const pages = readdirSync(folder).filter((name) => name !== 'README.md')
const index = readFileSync(join(folder, 'README.md'), 'utf8')

describe('the decisions', () => {
  test.each(pages)('%s is headed by its number and has one line in the index', (name) => {
    const number = name.slice(0, 4)
    expect(readFileSync(join(folder, name), 'utf8')).toMatch(new RegExp(`^# ${number}: \\S`))
    expect(index.split(`- [${number}](${name}): `)).toHaveLength(2)
  })

  test('no number is given twice', () => {
    const numbers = pages.map((name) => name.slice(0, 4))
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})
