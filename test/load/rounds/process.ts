// Programs of the benchmark that talk in JSON lines.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Program {
  pid: number
  /** The next line for which `pick` gives something. Rejects when the program ends before. */
  line<T>(pick: (line: Record<string, unknown>) => T | undefined): Promise<T>
  /** Every line from now on. */
  watch(onLine: (line: Record<string, unknown>) => void): void
  /** Resolves with how it ended, asked to or not. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

const settleMs = 90_000
/** Of what a program said last, when it ended too early. */
const shownLines = 10

/** Runs a TypeScript file with the Node that runs us. What it writes to stderr is shown. */
export function runProgram(file: string, args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, ['--conditions=@chargeplane/source', '--no-warnings', file, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code, signal]) => `exit code ${code}, signal ${signal}`)
  const lines = createInterface({ input: child.stdout })
  const last: string[] = []
  lines.on('line', text => {
    last.push(text)
    if (last.length > shownLines) last.shift()
  })
  return {
    pid: child.pid ?? 0,
    line(pick) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${file} did not say what was waited for`)), settleMs)
        const onLine = (text: string) => {
          const picked = pick(JSON.parse(text))
          if (picked === undefined) return
          clearTimeout(timer)
          lines.off('line', onLine)
          resolve(picked)
        }
        lines.on('line', onLine)
        child.once('exit', code => {
          clearTimeout(timer)
          // What it said last is still on its way through the pipe.
          setImmediate(() => reject(new Error(`${file} ended with ${code}:\n${last.join('\n')}`)))
        })
      })
    },
    watch: onLine => void lines.on('line', text => onLine(JSON.parse(text))),
    ended,
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), settleMs)
  await gone
  clearTimeout(late)
}
