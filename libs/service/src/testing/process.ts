// A service as its own process, the way it is run, told everything by its environment.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fail } from '@chargeplane/failure'
import { until } from './until.ts'

interface LogLine {
  level: string
  message: string
  attributes?: Record<string, unknown>
}

export interface ServiceProcess {
  /** Port that it said it listens on; fails when it never said so. */
  port(what: 'ws' | 'grpc' | 'ops' | 'http'): number
  /** What it has logged so far. */
  readonly lines: readonly LogLine[]
  /** Sends the signal, SIGTERM by default; resolves with the exit code once it is gone, null after a signal that it can't handle. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

const startWithinMs = 30_000

/**
 * Runs a main.ts from source, on loopback and ports of the system's choice, with `env` and nothing else of this process's environment.
 * Resolves when it says that it has started; rejects with its warnings and errors when it ends or takes longer than 30 s.
 */
export async function startServiceProcess(main: URL, env: Record<string, string>): Promise<ServiceProcess> {
  const loopback = { GRPC_HOST: '127.0.0.1', GRPC_PORT: '0', OPS_HOST: '127.0.0.1', OPS_PORT: '0' }
  const { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE } = process.env
  const child = spawn(process.execPath, ['--conditions=@chargeplane/source', main.pathname], {
    env: { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE, ...loopback, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: LogLine[] = []
  createInterface({ input: child.stdout }).on('line', line => lines.push(JSON.parse(line)))
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  const isGone = () => child.exitCode !== null || child.signalCode !== null
  const complaints = () =>
    lines
      .filter(({ level }) => level !== 'info')
      .map(line => JSON.stringify(line))
      .join('\n')
  await until(
    () => `the service to start; it said:\n${complaints()}`,
    () => isGone() || lines.some(({ message }) => message === 'started'),
    startWithinMs,
  ).catch(error => {
    child.kill('SIGKILL')
    throw error
  })
  if (isGone()) throw fail('internal', `the service ended with ${child.exitCode}:\n${complaints()}`)
  return {
    lines,
    port(what) {
      const line = lines.find(({ message, attributes }) => message === 'listening' && attributes?.what === what)
      if (line === undefined) throw fail('not_found', `the service does not listen for ${what}`)
      return Number(line.attributes?.port)
    },
    stop(signal = 'SIGTERM') {
      if (!isGone()) child.kill(signal)
      return exited
    },
  }
}

/** Runs a main.ts that ends by itself: with --validate, --migrate, or what it refuses. `env` is all it is told. */
export function runToEnd(
  main: URL,
  flag: string,
  env: NodeJS.ProcessEnv,
): { status: number | null; stdout: string; lines: LogLine[] } {
  const args = ['--conditions=@chargeplane/source', main.pathname, flag]
  const { NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE } = process.env
  const { status, stdout } = spawnSync(process.execPath, args, {
    env: { NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE, ...env },
    encoding: 'utf8',
  })
  const lines = stdout.split('\n').filter(line => line !== '')
  return { status, stdout, lines: lines.map((line): LogLine => JSON.parse(line)) }
}
