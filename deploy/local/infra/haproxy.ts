// HAProxy from the distribution's package, for the test of deploy/haproxy.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { cacheDirectory } from './cache.ts'
import { unpackedEnvironment, unpackedPackage } from './debian.ts'
import { run, succeeds } from './run.ts'

export interface Haproxy {
  process: ChildProcess
  /** Everything it has printed. */
  output: string[]
  stop(): Promise<void>
}

/** Checks the configuration and runs it in the foreground, with `settings` as its environment. Throws with what HAProxy says of a bad one. */
export async function startHaproxy(configuration: string, settings: Record<string, string>): Promise<Haproxy> {
  const { program, env } = await haproxyProgram()
  const environment = { ...env, ...settings }
  await run(program, ['-c', '-q', '-f', configuration], { env: environment })
  const child = spawn(program, ['-db', '-f', configuration], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => output.push(String(data)))
  return {
    process: child,
    output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function haproxyProgram(): Promise<{ program: string; env: NodeJS.ProcessEnv }> {
  if (await succeeds('haproxy', ['-v'])) return { program: 'haproxy', env: process.env }
  const unpacked = await unpackedPackage(cacheDirectory(), 'haproxy')
  return { program: join(unpacked, 'usr/sbin/haproxy'), env: await unpackedEnvironment(unpacked) }
}
