/** What a figure is held against. `ratio` is ours ÷ limit, `ours` the figure itself. */
export type Bar = { of: 'ratio' | 'ours'; atMost?: number; atLeast?: number; text: string }

/** One figure of one run. `limit` and `ratio` are missing where there is nothing to stand beside. */
export type Measured = {
  ours: number
  limit?: number
  ratio?: number
  /** Whether the limit stood still while we measured, and nothing else made the figure worthless. */
  steady: boolean
  note: string
}

/** How a run is to go: `quick` to see that everything works, `full` for the long proofs. */
export type How = { size: 'quick' | 'usual' | 'full'; profile: boolean }

export type Bench = {
  id: string
  what: string
  unit: string
  bar: Bar
  aim?: Bar
  /** A release must reach the bar; the other rows are there to be known. */
  needed: boolean
  run(how: How): Promise<Measured>
}

export type Verdict = 'met' | 'not met' | 'unsteady'

export type Row = Measured & {
  id: string
  what: string
  unit: string
  bar: string
  aim: string
  verdict: Verdict
  aimMet: boolean
  needed: boolean
}

/** At most so many times the limit. */
export function atMost(times: number, aside = ''): Bar {
  return { of: 'ratio', atMost: times, text: `≤ ${times} ×${aside}` }
}

/** At least so many times the limit. */
export function atLeast(times: number): Bar {
  return { of: 'ratio', atLeast: times, text: `≥ ${times.toFixed(2).replace(/\.00$/, '')} ×` }
}

/** Our own figure at most so much. */
export function oursAtMost(figure: number, text: string): Bar {
  return { of: 'ours', atMost: figure, text }
}

/** The figure as a row of the table. An unsteady one is neither met nor not met. */
export function judge(bench: Bench, measured: Measured): Row {
  const { id, what, unit, bar, aim, needed } = bench
  const isMet = reaches(measured, bar)
  return {
    ...measured,
    id,
    what,
    unit,
    bar: bar.text,
    aim: aim?.text ?? '–',
    verdict: measured.steady ? (isMet ? 'met' : 'not met') : 'unsteady',
    aimMet: measured.steady && isMet && aim !== undefined && reaches(measured, aim),
    needed,
  }
}

function reaches(measured: Measured, bar: Bar): boolean {
  const figure = bar.of === 'ours' ? measured.ours : (measured.ratio ?? Number.NaN)
  return figure <= (bar.atMost ?? Number.POSITIVE_INFINITY) && figure >= (bar.atLeast ?? -Infinity)
}
