// An edge as its own process, the way it is run: from main.ts, told everything by its environment.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { pepper } from './owners.ts'
import { until } from './until.ts'

export interface LogLine {
  level: string
  message: string
  attributes?: Record<string, unknown>
}

export interface EdgeProcess {
  wsPort: number
  /** Of a listener of EDGE_TLS_LISTENERS, by its name. */
  port(what: string): number
  grpcAddress: string
  opsPort: number
  lines: LogLine[]
  process: ChildProcess
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

export const tokenHashKey = 'a key for the tests of the edge, 32+'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

export async function startEdge(env: Record<string, string>): Promise<EdgeProcess> {
  const { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE } = process.env
  const child = spawn(process.execPath, ['--conditions=@chargeplane/source', main], {
    env: {
      PATH,
      NODE_COMPILE_CACHE,
      NODE_COMPILE_CACHE_PORTABLE,
      EDGE_HOST: '127.0.0.1',
      EDGE_PORT: '0',
      GRPC_HOST: '127.0.0.1',
      GRPC_PORT: '0',
      OPS_HOST: '127.0.0.1',
      OPS_PORT: '0',
      CHARGEPLANE_TOKEN_HASH_KEY: tokenHashKey,
      CHARGEPLANE_PASSWORD_PEPPER: pepper,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: LogLine[] = []
  createInterface({ input: child.stdout }).on('line', line => lines.push(JSON.parse(line) as LogLine))
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const port = (what: string) =>
    Number(lines.find(line => line.message === 'listening' && line.attributes?.what === what)?.attributes?.port ?? 0)
  const problem = () => JSON.stringify(lines.filter(line => line.level === 'error' || line.level === 'warn'))
  await until(
    () => `the edge has started; it said ${problem()}`,
    () => lines.some(line => line.message === 'started') || child.exitCode !== null,
    20_000,
  )
  if (child.exitCode !== null) throw new Error(`the edge ended with ${child.exitCode}: ${problem()}`)
  return {
    wsPort: port('ws'),
    port,
    grpcAddress: `127.0.0.1:${port('grpc')}`,
    opsPort: port('ops'),
    lines,
    process: child,
    stop() {
      child.kill('SIGTERM')
      return exited
    },
  }
}
