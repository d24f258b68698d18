// One service as a child process, as it runs in production: its own environment, its own log, killed and started again at will.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { until } from './until.ts'

export interface LogLine {
  level: string
  message: string
  service?: string
  attributes?: Record<string, unknown>
  [key: string]: unknown
}

export interface ServiceProcess {
  readonly name: string
  readonly log: readonly LogLine[]
  /** Lines that were not JSON: stack traces, warnings of the runtime. */
  readonly noise: readonly string[]
  readonly pid: number | undefined
  start(): Promise<void>
  /** Sends the signal and resolves once the process is gone; answers its exit code (null when a signal ended it). */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Sends a signal without waiting. */
  signal(signal: NodeJS.Signals): void
  readonly opsUrl: string
}

export interface ServiceProcessOptions {
  name: string
  /** Path of main.ts. */
  entry: string
  env: Record<string, string>
  opsPort: number
}

/** A machine that starts many at once, and three brokers, has taken more than a minute. */
const readyWithinMs = 120_000
const stopWithinMs = 40_000

export function serviceProcess(options: ServiceProcessOptions): ServiceProcess {
  const log: LogLine[] = []
  const noise: string[] = []
  let child: ChildProcess | undefined
  const opsUrl = `http://127.0.0.1:${options.opsPort}`

  function read(line: string): void {
    if (line.startsWith('{')) {
      try {
        log.push(JSON.parse(line))
        return
      } catch {
        // not one of ours: kept as noise
      }
    }
    noise.push(line)
  }

  async function ready(started: ChildProcess): Promise<boolean> {
    if (started.exitCode !== null || started.signalCode !== null) throw new Error(`${options.name} exited:\n${tail()}`)
    const response = await fetch(`${opsUrl}/readyz`).catch(() => undefined)
    return response?.ok === true
  }

  function tail(): string {
    return [...log.slice(-5).map(line => JSON.stringify(line)), ...noise.slice(-20)].join('\n')
  }

  return {
    name: options.name,
    log,
    noise,
    opsUrl,
    get pid() {
      return child?.pid
    },
    async start() {
      const { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE } = process.env
      const started = spawn(
        process.execPath,
        ['--conditions=@chargeplane/source', '--disable-warning=TimeoutNegativeWarning', options.entry],
        {
          env: { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE, ...options.env },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      child = started
      for (const stream of [started.stdout, started.stderr])
        if (stream) createInterface({ input: stream }).on('line', read)
      let fatal: unknown
      await until(
        () =>
          ready(started).catch(error => {
            fatal = error
            return true
          }),
        { what: `${options.name} to be ready\n${tail()}`, withinMs: readyWithinMs },
      )
      if (fatal) throw fatal
    },
    async stop(signal = 'SIGTERM') {
      const running = child
      if (!running || running.exitCode !== null || running.signalCode !== null) return running?.exitCode ?? null
      const gone = once(running, 'exit')
      running.kill(signal)
      const late = setTimeout(() => running.kill('SIGKILL'), stopWithinMs)
      await gone
      clearTimeout(late)
      return running.exitCode
    },
    signal(signal) {
      child?.kill(signal)
    },
  }
}
