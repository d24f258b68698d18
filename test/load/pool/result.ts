// What a run has found: on the screen as a table, and in .chargeplane/bench as a file that docs/performance.md is made from.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { basename, join } from 'node:path'

export interface Kept {
  what: string
  promised: string
  measured: string
  met: boolean
}

export interface Figure {
  what: string
  value: number
  /** Empty for plain counts. */
  unit: string
}

export interface Findings {
  mode: string
  /** One line: what was done. */
  about: string
  /** As set on the command line, and settings of services that differ from their defaults. */
  settings: Record<string, string | number | boolean>
  figures: Figure[]
  promises: Kept[]
  /** Whole sentences: what stopped it, what the machine limited. */
  notes: string[]
}

export interface Result extends Findings {
  at: string
  seconds: number
  /** By which it can be repeated. */
  command: string
  commit: string
  machine: { cores: number; processor: string; memoryGiB: number; kernel: string; node: string }
  met: boolean
}

const root = new URL('../../../', import.meta.url).pathname
const directory = join(root, '.chargeplane/bench')

export function keep(what: string, measured: number, limit: number, unit: string): Kept {
  const is = { what, promised: `<= ${limit} ${unit}`.trim(), measured: `${round(measured)} ${unit}`.trim() }
  return { ...is, met: measured <= limit }
}

export function reach(what: string, measured: number, least: number, unit: string): Kept {
  const is = { what, promised: `>= ${least} ${unit}`.trim(), measured: `${round(measured)} ${unit}`.trim() }
  return { ...is, met: measured >= least }
}

const round = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))

/** Adds the machine and the moment. `seconds`: how long it took. */
export function resultOf(findings: Findings, seconds: number): Result {
  return {
    ...findings,
    at: new Date().toISOString(),
    seconds: Math.round(seconds),
    command: ['./chargeplane bench', basename(process.argv[1] ?? '', '.ts'), ...argumentsGiven()].join(' '),
    commit: commit(),
    machine: {
      cores: cpus().length,
      processor: cpus()[0]?.model ?? '',
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
      node: process.version,
    },
    met: findings.promises.every(({ met }) => met),
  }
}

const argumentsGiven = () => process.argv.slice(2).filter(argument => argument !== '--json')

/** The commit that was measured, with a plus when the tree has changes; from files of git where there is no git. */
function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim()
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain', '-uno') === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}

/** Prints and stores; answers the exit code. */
export function publish(result: Result, asJson: boolean): number {
  store(result)
  process.stdout.write(`${asJson ? JSON.stringify(result, null, 2) : table(result)}\n`)
  return result.met ? 0 : 1
}

/** As a file in .chargeplane/bench. */
export function store(result: Result): void {
  mkdirSync(directory, { recursive: true })
  const name = `${result.mode}-${result.at.replaceAll(/[:.]/g, '-')}.json`
  writeFileSync(join(directory, name), `${JSON.stringify(result, null, 2)}\n`)
}

export function table(result: Result): string {
  const { machine } = result
  const wide = (cells: readonly string[], widths: readonly number[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return [
    `${result.mode}: ${result.about}`,
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}; commit ${result.commit}; ${result.seconds} s`,
    '',
    ...result.figures.map(({ what, value, unit }) => wide([what, `${round(value)} ${unit}`], [58, 16])),
    '',
    ...result.promises.map(({ what, promised, measured, met }) =>
      wide([what, measured, `(${promised})`, met ? 'kept' : 'BROKEN'], [58, 16, 18, 6]),
    ),
    ...(result.notes.length > 0 ? ['', ...result.notes] : []),
  ].join('\n')
}
