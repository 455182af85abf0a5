import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import type { How, Row } from './row.ts'

type Run = { machine: string; size: How['size']; rows: readonly Row[] }

const begin = '<!-- figures: written by `npm run bench -- --write` -->'
const end = '<!-- end of figures -->'

/** One line in the terminal, as soon as it is known. */
export function printRow(row: Row): void {
  const [ours, limit, ratio] = figuresOf(row)
  const place = `${row.id.padEnd(4)} ${row.what.padEnd(66)}`
  console.log(`${place} ${ours.padStart(8)} ${limit.padStart(8)} ${row.unit.padEnd(16)} ${ratio.padStart(9)}`)
  console.log(`     bar ${row.bar}, aim ${row.aim}: ${wordOf(row)}${row.note ? `  (${row.note})` : ''}`)
}

/** Puts the figures of this run into the page, in place of those of the same rows before. */
export function writePage(path: string, run: Run): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : `# Performance\n\n${begin}\n${end}\n`
  const [head = '', rest = ''] = before.split(begin)
  const [figures = '', tail = ''] = rest.split(end)
  const kept = keptLines(figures, run.rows)
  const lines = run.rows.map((row) => [row.id, lineOf(row, run.size)] as const)
  const all = [...kept, ...lines].sort(([one], [other]) => placeOf(one) - placeOf(other))
  const table = [header, rule, ...all.map(([, line]) => line)].join('\n')
  writeFileSync(path, `${head}${begin}\nMeasured with ${run.machine}.\n\n${table}\n${end}${tail}`)
}

const header = '| # | what | ours | limit | unit | ratio | bar | aim | | remarks |'
const rule = '|---|---|---:|---:|---|---:|---|---|---|---|'
const order =
  'S1 S2 S3 S4a S4b S5 Z1 R1 R2 R3 R4 A1 A1c A2a A2b A2c A3 B1 B2 B3 M1 M2 M3 M4 P1 P2a P2b P3'.split(' ')

function placeOf(id: string): number {
  return order.indexOf(id)
}

function keptLines(figures: string, rows: readonly Row[]): (readonly [id: string, line: string])[] {
  const lines = figures.split('\n').filter((line) => /^\| [A-Z]\d/.test(line))
  const before = lines.map((line) => [line.split('|')[1]?.trim() ?? '', line] as const)
  return before.filter(([id]) => !rows.some((row) => row.id === id))
}

function lineOf(row: Row, size: How['size']): string {
  const [ours, limit, ratio] = figuresOf(row)
  const cells = [
    row.id,
    row.what,
    ours,
    limit,
    row.unit,
    ratio,
    row.bar,
    row.aim,
    wordOf(row),
    size === 'usual' ? row.note : `${size} run; ${row.note}`,
  ]
  return `| ${cells.join(' | ')} |`
}

function wordOf(row: Row): string {
  return row.aimMet ? 'met, and the aim' : row.verdict
}

function figuresOf({ ours, limit, ratio }: Row): [ours: string, limit: string, ratio: string] {
  return [
    figure(ours),
    limit === undefined ? '–' : figure(limit),
    ratio === undefined ? '–' : `${figure(ratio)} ×`,
  ]
}

function figure(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1000) return Math.round(value).toLocaleString('en').replaceAll(',', ' ')
  if (size >= 100) return value.toFixed(0)
  return size >= 10 ? value.toFixed(1) : value.toFixed(size >= 1 ? 2 : 3)
}
