// What processes of this machine take, from /proc.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Clock ticks per second, of every Linux that Node runs on. */
const ticks = 100

export interface Taken {
  /** Proportional set size: memory of its own, and its share of what it shares. Bytes. */
  pssBytes: number
  rssBytes: number
  cpuSeconds: number
  descriptors: number
}

const kilobytes = (text: string, name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)

/** Undefined: there is no such process, or it is not ours to look at. */
export function takenBy(pid: number): Taken | undefined {
  try {
    const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const fields = statOf(pid)
    return {
      pssBytes: kilobytes(memory, 'Pss') * 1024,
      rssBytes: kilobytes(memory, 'Rss') * 1024,
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticks,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
    }
  } catch {
    return undefined
  }
}

export const isAlive = (pid: number | undefined) => pid !== undefined && existsSync(`/proc/${pid}/stat`)

/** From its state on; the name before that may hold anything. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Memory that can be had without swapping, bytes. */
export function availableBytes(): number {
  return kilobytes(readFileSync('/proc/meminfo', 'utf8'), 'MemAvailable') * 1024
}

/** Share of the processors' time that was not idle since `before`, from 0 to 1. */
export function machineBusy(before: CpuTimes): number {
  const now = cpuTimes()
  const total = now.total - before.total
  return total === 0 ? 0 : 1 - (now.idle - before.idle) / total
}

export interface CpuTimes {
  total: number
  idle: number
}

export function cpuTimes(): CpuTimes {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.trim().split(/\s+/).slice(1).map(Number) ?? []
  return { total: fields.slice(0, 8).reduce((sum, field) => sum + field, 0), idle: (fields[3] ?? 0) + (fields[4] ?? 0) }
}

const backends = { PostgreSQL: /postgres/, Redis: /redis-server/, Kafka: /kafka/ } as const

/** The backends that were started by the same process as we: by name, their processes. None where they were given by the environment. */
export function backendProcesses(parent = process.ppid): Record<string, number[]> {
  const children = Map.groupBy(
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name) && existsSync(`/proc/${name}/stat`))
      .map(Number)
      .filter(pid => pid !== process.pid),
    pid => parentOf(pid),
  )
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)]
  const found: Record<string, number[]> = {}
  for (const pid of children.get(parent) ?? []) {
    const command = commandOf(pid)
    for (const [name, sign] of Object.entries(backends)) if (sign.test(command)) found[name] = below(pid)
  }
  return found
}

function parentOf(pid: number): number {
  try {
    return Number(statOf(pid)[1])
  } catch {
    return 0
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
