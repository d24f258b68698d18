// What PostgreSQL, Redis and Kafka have in common when they run as local processes: a directory, a record, a log, start, stop and kill -9.
import { join } from 'node:path'
import { fail } from '@chargeplane/failure'
import { type DaemonSpec, type Ending, lastLines, startDaemon, stopDaemon } from './daemon.ts'
import { isPortFree } from './ports.ts'
import { runningFrom } from './process-record.ts'
import { waitUntil } from './wait.ts'

export interface BackendOptions {
  /** Everything it keeps lies in here (or is pointed to from here); made if it is missing. */
  dir: string
  /** TCP port on 127.0.0.1. */
  port: number
  /** Where both its outputs go; `<dir>/log` unless given. */
  log?: string
  /** True: it goes on when this process ends, and a later `start…` on the same directory finds it. Default: it is killed with this process. */
  outlives?: boolean
}

/** One running backend. Data survives stop, kill and start. */
export interface Backend {
  /** Of the main process; undefined while it is down. */
  readonly pid: number | undefined
  /** Comes back when it can be worked with. Does nothing when it runs. */
  start(): Promise<void>
  /** Orderly end; comes back when the process is gone. */
  stop(): Promise<void>
  /** kill -9; comes back when the process is gone. */
  kill(): Promise<void>
}

export type BackendName = 'postgres' | 'redis' | 'kafka'

/** PostgreSQL's SIGINT is its fast shutdown: open transactions are rolled back. At SIGTERM it would wait until the last client has gone. */
const traits = {
  postgres: { title: 'PostgreSQL', stopSignal: 'SIGINT' },
  redis: { title: 'Redis', stopSignal: 'SIGTERM' },
  kafka: { title: 'Kafka', stopSignal: 'SIGTERM' },
} as const

/** What tells one backend from another. */
export interface BackendKind {
  name: BackendName
  /** Downloads and initialises what is missing, and says what to run. Called before each start. */
  launch(): Promise<Pick<DaemonSpec, 'command' | 'args' | 'env' | 'cwd' | 'user'>>
  isReady(): Promise<boolean>
  readyWithinMs: number
  /** For one whose children are not in its session: does `kill` and comes back when they are gone as well. */
  killWithChildren?(pid: number, kill: () => Promise<void>): Promise<void>
}

const stopGraceMs = 30_000
const portWait = { timeoutMs: 3_000 }

function recordOf(dir: string): string {
  return join(dir, 'process.json')
}

export function titleOf(name: BackendName): string {
  return traits[name].title
}

/** Of the backend that keeps its data in `dir`; undefined while it is down. */
export function backendPid(dir: string): number | undefined {
  return runningFrom(recordOf(dir))?.pid
}

/** Orderly end of whatever `start…` left running on `dir`, by this process or by one before it. */
export function stopBackend(name: BackendName, dir: string): Promise<Ending> {
  return stopDaemon(recordOf(dir), { first: traits[name].stopSignal, graceMs: stopGraceMs })
}

export async function openBackend(kind: BackendKind, options: BackendOptions): Promise<Backend> {
  const record = recordOf(options.dir)
  const log = options.log ?? join(options.dir, 'log')
  const title = titleOf(kind.name)

  async function start(): Promise<void> {
    if (!runningFrom(record)) {
      const launch = await kind.launch()
      // Without this, a stranger on the port would pass for ours while ours fails to listen.
      await waitUntil(`port ${options.port} for ${title} has to be free`, () => isPortFree(options.port), portWait)
      await startDaemon({ ...launch, log, record, outlives: options.outlives ?? false })
    }
    await waitUntil(`${title} has to be ready on port ${options.port}`, () => kind.isReady(), {
      timeoutMs: kind.readyWithinMs,
      everyMs: 100,
      giveUp() {
        if (!runningFrom(record))
          throw fail('unavailable', `${title} ended before it was ready; the end of ${log}:\n${lastLines(log, 10)}`)
      },
    })
  }

  const killNow = async () => {
    await stopDaemon(record, { first: 'SIGKILL', graceMs: 10_000 })
  }
  const backend: Backend = {
    get pid() {
      return backendPid(options.dir)
    },
    start,
    async stop() {
      await stopBackend(kind.name, options.dir)
    },
    async kill() {
      const pid = backendPid(options.dir)
      if (pid === undefined || !kind.killWithChildren) return killNow()
      await kind.killWithChildren(pid, killNow)
    },
  }
  await backend.start()
  return backend
}
