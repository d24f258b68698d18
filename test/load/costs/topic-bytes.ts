import { globSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { backendProcesses } from '../pool/processes.ts'

/** Bytes of the records of all topics whose names begin so, on the disk of the Kafka that was started for this run. NaN where it was given. */
export function topicBytes(topicPrefix: string): number {
  const [pid] = backendProcesses().Kafka ?? []
  if (pid === undefined) return Number.NaN
  const segments = globSync(`**/${topicPrefix}*/*.log`, { cwd: readlinkSync(`/proc/${pid}/cwd`) })
  const dir = readlinkSync(`/proc/${pid}/cwd`)
  return segments.reduce((sum, segment) => sum + statSync(join(dir, segment)).size, 0)
}
