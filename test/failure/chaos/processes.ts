// Which processes have ended that nobody ended, and what they logged.
import type { Platform } from '../../harness/platform.ts'
import type { ServiceProcess } from '../../harness/service-process.ts'

/** Ended by themselves, of those that nothing hurts at the moment. */
export function crashed(platform: Pick<Platform, 'processes'>, hurt: ReadonlySet<string>): ServiceProcess[] {
  return platform.processes.filter(process => !hurt.has(process.name) && !isAlive(process))
}

function isAlive({ pid }: ServiceProcess): boolean {
  if (pid === undefined) return false
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export interface Logged {
  /** A promise that nobody handled, an exception that nobody caught, or what is no log line at all. */
  unhandled: string[]
  /** Lines of level error: their message, and how often each. */
  errors: Record<string, number>
}

export function readLogs(processes: readonly Pick<ServiceProcess, 'name' | 'log' | 'noise'>[]): Logged {
  const unhandled: string[] = []
  const errors: Record<string, number> = {}
  for (const { name, log, noise } of processes) {
    unhandled.push(...noise.map(line => `${name}: ${line}`))
    for (const line of log) {
      if (line.level !== 'error' && line.level !== 'fatal') continue
      if (/unhandled|uncaught/i.test(line.message)) unhandled.push(`${name}: ${JSON.stringify(line)}`)
      const message = `${name}: ${line.message}`
      errors[message] = (errors[message] ?? 0) + 1
    }
  }
  return { unhandled, errors }
}
