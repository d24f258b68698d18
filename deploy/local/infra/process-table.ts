// What Linux says about processes, read from /proc: no dependency, and no `ps` whose output differs by version.
import { readdirSync, readFileSync } from 'node:fs'

interface Stat {
  state: string
  parent: number
  group: number
  startedAt: string
}

function readStat(pid: number): Stat | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The second field is the name in brackets and may contain anything; counting starts behind its last bracket. See proc(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, parent, group, startedAt] = [fields[0], fields[1], fields[2], fields[19]]
  if (!state || !parent || !group || !startedAt) return undefined
  return { state, parent: Number(parent), group: Number(group), startedAt }
}

/**
 * When the process began, in the kernel's clock ticks since boot; undefined when there is none, or only a zombie that nobody collects.
 * Pid and start together name a process for ever; the pid alone is given to another one later.
 */
export function startOf(pid: number): string | undefined {
  const stat = readStat(pid)
  return stat && stat.state !== 'Z' && stat.state !== 'X' ? stat.startedAt : undefined
}

function allPids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => Number.isInteger(pid) && pid > 0)
}

export function childrenOf(pid: number): number[] {
  return allPids().filter(candidate => readStat(candidate)?.parent === pid)
}

export interface Found {
  pid: number
  command: string
}

/**
 * Living processes of a process group, or that carry the marker `NAME=value` (or `NAME=value/…`, a run within that run) in their environment.
 * Those of other users are not seen unless we are root.
 */
export function findProcesses({ group, marker }: { group?: number; marker?: string }): Found[] {
  const found: Found[] = []
  for (const pid of allPids()) {
    try {
      if (startOf(pid) === undefined) continue
      const entries = () => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
      const isMarked = () => entries().some(entry => entry === marker || entry.startsWith(`${marker}/`))
      if (readStat(pid)?.group !== group && !(marker && isMarked())) continue
      found.push({ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() })
    } catch {
      // ended meanwhile, or not ours to read
    }
  }
  return found
}
