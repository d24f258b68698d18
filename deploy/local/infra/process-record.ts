// Which process a file stands for. A record outlives the command that wrote it, so it is believed only while pid and start time agree.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { startOf } from './process-table.ts'

export interface ProcessRecord {
  pid: number
  /** As the kernel gives it, see `startOf`. */
  startedAt: string
  /** Names the boot: after a reboot both numbers above may come again. */
  boot: string
  /** Fingerprint of what it was started with; another one wanted means a restart. */
  settings?: string
}

/** The record to keep about a process that runs now; undefined when it has ended already. */
export function describeProcess(pid: number, settings?: string): ProcessRecord | undefined {
  const startedAt = startOf(pid)
  return startedAt === undefined ? undefined : { pid, startedAt, boot: bootId(), settings }
}

/** Written whole or not at all: a reader never sees half a record. */
export function writeRecord(file: string, record: ProcessRecord): void {
  mkdirSync(dirname(file), { recursive: true })
  const half = `${file}.${process.pid}`
  writeFileSync(half, JSON.stringify(record), { mode: 0o600 })
  renameSync(half, file)
}

/** The process the file stands for, if it is still that very process. */
export function runningFrom(file: string): ProcessRecord | undefined {
  const record = readRecord(file)
  return record && isRunning(record) ? record : undefined
}

export function isRunning(record: ProcessRecord): boolean {
  return record.boot === bootId() && startOf(record.pid) === record.startedAt
}

export function forgetRecord(file: string): void {
  rmSync(file, { force: true })
}

function readRecord(file: string): ProcessRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is ProcessRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    Number(value.pid) > 1 &&
    'startedAt' in value &&
    typeof value.startedAt === 'string' &&
    'boot' in value &&
    typeof value.boot === 'string'
  )
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}
