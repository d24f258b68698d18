// A server that a round puts load on, and how much processor time it has used.
import { readFileSync } from 'node:fs'

export interface Server {
  name: 'reference' | 'edge'
  port: number
  /** By station; the reference asks for none. */
  passwords: readonly string[]
  pid: number
  stop(): Promise<void>
}

/** Clock ticks a second: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

/** User and system time of a process in seconds, all threads; NaN where there is no /proc. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the command in parentheses, and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return Number.NaN
  }
}
