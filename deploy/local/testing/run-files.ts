// Units of test files, each as a process, so that a file that hangs, ends its process or leaves something running is known by name.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from '../cli/say.ts'
import { begins, readCourse } from './course.ts'
import { marked, runNodeGroup } from './node-group.ts'
import { type NamedTally, readTallies, sum, type Tally } from './tally.ts'
import type { Unit } from './units.ts'

export interface RunOptions {
  /** The files are relative to this directory. */
  cwd: string
  env: NodeJS.ProcessEnv
  /** Processes that run at the same time. */
  atOnce: number
  /** What is shown of a process when it is done: everything it wrote, or only what a failed one wrote. */
  show: 'everything' | 'failures'
  /** A file that hangs must not hang the run: after this it has failed. Files that run together have this time together. */
  fileTimeoutMs: number
  /** As in `GroupOptions`. */
  graceMs?: number
  signal: AbortSignal
}

/** Of one process; the files that it did not begin are none of its own. */
interface Outcome {
  tallies: NamedTally[]
  begun: readonly string[]
  /** What else failed, a sentence each. */
  faults: string[]
  output: string
  /** Of a processor; 0 when it was killed. */
  cpuS: number
}

const beside = (name: string) => join(import.meta.dirname, name)

/** Takes `units` in the order given, as many at a time as it may. */
export async function runTestFiles(units: readonly Unit[], options: RunOptions): Promise<Tally> {
  const waiting = units.values()
  const tallies: Tally[] = []
  const worker = async () => {
    for (const unit of waiting) {
      if (options.signal.aborted) return
      tallies.push(await runUnit(unit, options))
    }
  }
  // They share the iterator: each takes the next unit that nobody has taken.
  await Promise.all(Array.from({ length: options.atOnce }, worker))
  return sum(tallies)
}

async function runUnit(unit: Unit, options: RunOptions): Promise<Tally> {
  const since = performance.now()
  const outcomes: Outcome[] = []
  let rest = unit.files
  // What a process that hung or ended did not get to is run by another one.
  while (rest.length > 0 && !(options.signal.aborted && outcomes.length > 0)) {
    const outcome = await runProcess({ ...unit, files: rest }, options)
    outcomes.push(outcome)
    rest = rest.slice(Math.max(outcome.begun.length, 1))
  }
  const tallies = outcomes.flatMap(outcome => outcome.tallies)
  const faults = outcomes.flatMap(outcome => outcome.faults)
  const tally = sum([...tallies, { passed: 0, failed: faults.length }])
  if (options.show === 'everything' || tally.failed > 0) for (const { output } of outcomes) process.stdout.write(output)
  if (unit.files.length > 1 && !unit.together)
    for (const { name, passed, failed } of tallies)
      if (failed > 0) say(`FAILED  ${name}  ${passed} of ${passed + failed}`)
  for (const fault of faults) say(fault)
  const counts = `${tally.passed} of ${tally.passed + tally.failed}`
  const cpuS = outcomes.reduce((sum, outcome) => sum + outcome.cpuS, 0)
  const verdict = tally.failed > 0 ? 'FAILED' : 'passed'
  say(`${verdict}  ${unit.name}  ${counts}, ${seconds(since)} s, CPU ${cpuS.toFixed(1)} s`)
  return tally
}

async function runProcess(unit: Unit, options: RunOptions): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'chargeplane-test-'))
  const [course, totals, usage] = [join(directory, 'course'), join(directory, 'totals'), join(directory, 'usage')]
  const { NODE_TEST_CONTEXT: _outer, ...env } = options.env // or node takes the files for a part of a run around us
  await writeFile(course, unit.together ? unit.files.map(begins).join('') : '')
  const patience = patienceWith(course, options.fileTimeoutMs)
  try {
    const result = await runNodeGroup(argumentsFor(unit, course, totals), {
      cwd: options.cwd,
      ...marked({ ...env, LOCAL_STACK_USAGE: usage }),
      signal: AbortSignal.any([options.signal, patience.signal]),
      graceMs: options.graceMs,
      collect: true,
    })
    const { begun, open } = readCourse(await readFile(course, 'utf8'))
    const tallies = readTallies(await readFile(totals, 'utf8').catch(() => ''))
    const cpuS = Number(await readFile(usage, 'utf8').catch(() => 0))
    const faults = result.leftovers.map(
      ({ pid, command }) => `${unit.name} left running, killed: ${pid} ${command.slice(0, 200)}`,
    )
    const last = begun.at(-1) ?? unit.files[0]
    const among = open.length > 0 ? `; left open by ${open.join(', ')}` : ''
    const told = new Set(tallies.map(({ name }) => name))
    const untold = unit.together ? [] : (begun.length > 0 ? begun : [last]).filter(file => file && !told.has(file))
    if (patience.signal.aborted) faults.push(`${last} did not end within ${options.fileTimeoutMs / 1000} s${among}`)
    else faults.push(...untold.map(file => `${file} ended its process with exit code ${result.code}`))
    if (result.code !== 0 && faults.length === 0 && sum(tallies).failed === 0)
      faults.push(`${unit.name} ended with exit code ${result.code}`)
    return { tallies, begun, faults, output: result.output, cpuS }
  } finally {
    patience.end()
    await rm(directory, { recursive: true, force: true })
  }
}

function argumentsFor({ files, together }: Unit, course: string, totals: string): string[] {
  const reporters = { spec: 'stdout', [beside('tally-reporter.ts')]: totals }
  const told = Object.entries(reporters).flatMap(([reporter, destination]) => [
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${destination}`,
  ])
  return [
    `--import=${beside('usage-at-exit.ts')}`,
    ...told,
    ...(together ? ['--test', '--test-isolation=none'] : [beside('one-process.ts'), course]),
    ...files,
  ]
}

/** Aborts when for `limitMs` no further file has begun or ended. */
function patienceWith(course: string, limitMs: number): { signal: AbortSignal; end(): void } {
  const out = new AbortController()
  let size = 0
  let since = performance.now()
  const timer = setInterval(async () => {
    const now = await stat(course).then(
      ({ size }) => size,
      () => size,
    )
    if (now !== size) since = performance.now()
    size = now
    if (performance.now() - since > limitMs) out.abort()
  }, 500)
  return { signal: out.signal, end: () => clearInterval(timer) }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}
