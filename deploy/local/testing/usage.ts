// What a process has cost: in the time of a processor, which a busy neighbour changes far less than the time on the clock.
import { readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second for everybody, whatever the kernel's own clock does. See proc(5). */
const ticksPerS = 100

/** Of this process and of those children that have ended and were waited for, s. */
export function cpuSeconds(): number {
  return secondsOf(readFileSync('/proc/self/stat', 'utf8'))
}

/** From the text of /proc/PID/stat: user and system time, its own and its children's, s. */
export function secondsOf(stat: string): number {
  // The second field is a name in brackets that may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerS
}
