// Starting, asking and ending the services' processes, one at a time.
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fail } from '@chargeplane/failure'
import { type Ending, lastLines, startDaemon, stopDaemon } from '../infra/daemon.ts'
import { isPortFree } from '../infra/ports.ts'
import { type ProcessRecord, runningFrom } from '../infra/process-record.ts'
import { run } from '../infra/run.ts'
import { waitUntil } from '../infra/wait.ts'
import { nodeFlags } from './node.ts'
import { logOf, recordFileOf, root } from './paths.ts'
import { environmentOf, mainOf, type ServiceProcess, settingsOf } from './services.ts'

const readyWithinMs = 60_000
/** Longer than the services' own grace (SHUTDOWN_GRACE_MS), which they keep to themselves. */
const stopWithinMs = 15_000

/** Names that have a record: those that run, and those that died. */
export function recordedServices(): string[] {
  const directory = dirname(recordFileOf('any'))
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter(file => file.endsWith('.json'))
    .map(file => basename(file, '.json'))
}

export function runningService(name: string): ProcessRecord | undefined {
  return runningFrom(recordFileOf(name))
}

/** Whether it runs with just these settings. */
export function runsAsWanted(service: ServiceProcess): boolean {
  return runningService(service.name)?.settings === settingsOf(service, environmentOf(service, process.env))
}

export async function migrateService(service: ServiceProcess): Promise<void> {
  const env = environmentOf(service, process.env)
  await run(process.execPath, [...nodeFlags, mainOf(service.service), '--migrate'], { env, cwd: root }).catch(error => {
    throw fail('failed_precondition', `${service.name} could not migrate its schema: ${error.message}`, {
      cause: error,
    })
  })
}

export async function startService(service: ServiceProcess): Promise<void> {
  for (const port of service.ports)
    if (!(await isPortFree(port)))
      throw fail(
        'failed_precondition',
        `port ${port}, which ${service.name} needs, is taken by a process that is not of this clone`,
      )
  const env = environmentOf(service, process.env)
  await startDaemon({
    command: process.execPath,
    args: [...nodeFlags, mainOf(service.service)],
    env,
    cwd: root,
    log: logOf(service.name),
    record: recordFileOf(service.name),
    settings: settingsOf(service, env),
    outlives: true,
  })
}

export async function isReady({ opsPort }: Pick<ServiceProcess, 'opsPort'>): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${opsPort}/readyz`, { signal: AbortSignal.timeout(2000) })
  await response.body?.cancel()
  return response.ok
}

/** Throws at once when the process has ended, with the last words of its log. */
export async function untilReady(service: ServiceProcess, signal?: AbortSignal): Promise<void> {
  await waitUntil(`${service.name} has to be ready (./chargeplane logs ${service.name})`, () => isReady(service), {
    timeoutMs: readyWithinMs,
    everyMs: 100,
    giveUp() {
      signal?.throwIfAborted()
      if (!runningService(service.name))
        throw fail(
          'unavailable',
          `${service.name} ended before it was ready; the end of its log:\n${lastLines(logOf(service.name), 8)}`,
        )
    },
  })
}

export function stopService(name: string): Promise<Ending> {
  return stopDaemon(recordFileOf(name), { first: 'SIGTERM', graceMs: stopWithinMs })
}
