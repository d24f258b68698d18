import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { command } from '../cli/command.ts'
import { interruptedCode, interruptible } from '../cli/interrupt.ts'
import { root } from '../platform/paths.ts'

/** A program that ends with 0 when all is well. One that can't be done on this machine says `… not checked, REASON` and ends with 0 too. */
export interface Check {
  name: string
  command: readonly [program: string, ...args: string[]]
}

const generator = (page: string): Check['command'] => [
  process.execPath,
  '--conditions=@chargeplane/source',
  `deploy/docs/${page}.ts`,
  '--check',
]

/** Programs without a path are those of node_modules. */
export const checks: readonly Check[] = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'lint and format', command: ['biome', 'check', '.'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'protobuf', command: ['buf', 'lint'] },
  { name: 'protobuf compatibility', command: ['deploy/checks/breaking.sh'] },
  { name: 'docs/configuration.md', command: generator('configuration') },
  { name: 'docs/events.md', command: generator('events') },
  { name: 'docs/conformance.md', command: generator('conformance') },
  { name: 'docs/performance.md', command: generator('performance') },
  { name: 'docs/security.md', command: generator('security') },
  { name: 'docs/scaling.md', command: generator('scaling') },
  { name: 'chart', command: ['deploy/checks/chart.sh'] },
  { name: 'compose file', command: ['deploy/checks/compose.sh'] },
]

export const check = command({
  about: 'run the static checks: types, lint, unused code, protobuf, generated pages, chart, Compose file',
  options: {},
  run: () =>
    interruptible(async signal => {
      const failed = await runChecks(checks, { cwd: root, signal, write: text => process.stdout.write(text) })
      return signal.aborted ? interruptedCode : failed.length > 0 ? 1 : 0
    }),
})

interface RunOptions {
  cwd: string
  signal: AbortSignal
  write(text: string): void
}

/** Runs all of them, whatever fails, one line each; the output of a failed one follows its line. Gives the names of those that failed. */
export async function runChecks(list: readonly Check[], { cwd, signal, write }: RunOptions): Promise<string[]> {
  const width = Math.max(...list.map(({ name }) => name.length))
  const failed: string[] = []
  for (const { name, command } of list) {
    if (signal.aborted) break
    // The name comes first, so that a slow one is seen at work.
    write(`${name.padEnd(width)}  `)
    const since = performance.now()
    const { code, output } = await outcomeOf(command, { cwd, signal })
    const left = code === 0 ? /\bnot checked, .*/.exec(output)?.[0] : undefined
    const verdict = code === 0 ? (left ?? 'ok') : 'FAILED'
    write(`${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s  ${verdict}\n`)
    if (code === 0) continue
    failed.push(name)
    if (!signal.aborted) write(`\n${output.trimEnd()}\n\n`)
  }
  if (failed.length > 0 && !signal.aborted) write(`\n${failed.length} of ${list.length} failed: ${failed.join(', ')}\n`)
  return failed
}

/** What it says on stdout and stderr, in the order in which it came. */
async function outcomeOf(
  [program, ...args]: Check['command'],
  { cwd, signal }: { cwd: string; signal: AbortSignal },
): Promise<{ code: number; output: string }> {
  // The tools' own scripts ask for `node`, which need not be installed.
  const path = [join(cwd, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter)
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  let problem: Error | undefined
  child.on('error', error => {
    problem = error
  })
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  const output = Buffer.concat(chunks).toString()
  return problem ? { code: 1, output: `${output}${problem.message}` } : { code: code ?? 1, output }
}
