// How much memory a process holds.
import { readFileSync } from 'node:fs'

export interface MemoryWatch {
  /** Resident, in MB. */
  read(): { startMb: number; peakMb: number; endMb: number }
  stop(): void
}

/** Resident memory of a process in MB; 0 when it has gone, or where there is no /proc. */
function residentMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kb ?? 0) / 1024)
  } catch {
    return 0
  }
}

export function watchMemory(pid: number): MemoryWatch {
  const startMb = residentMb(pid)
  let peakMb = startMb
  const look = () => {
    const now = residentMb(pid)
    peakMb = Math.max(peakMb, now)
    return now
  }
  const timer = setInterval(look, 200)
  return {
    read() {
      const endMb = look()
      return { startMb, peakMb, endMb }
    },
    stop: () => clearInterval(timer),
  }
}
