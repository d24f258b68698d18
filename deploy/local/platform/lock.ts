// One `up` or `down` at a time in a clone.
import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail } from '@chargeplane/failure'
import { describeProcess, forgetRecord, runningFrom, writeRecord } from '../infra/process-record.ts'
import { state } from './paths.ts'

/**
 * Runs `work` while this process holds the clone. Throws Failure('failed_precondition') naming the process that holds it. A holder that crashed
 * holds nothing.
 */
export async function exclusively<T>(work: () => Promise<T>, file = join(state, 'working.json')): Promise<T> {
  take(file)
  try {
    return await work()
  } finally {
    forgetRecord(file)
  }
}

function take(file: string): void {
  const record = describeProcess(process.pid)
  if (!record) throw new Error('this process has no entry in /proc')
  mkdirSync(dirname(file), { recursive: true })
  const mine = `${file}.${process.pid}.mine`
  writeRecord(mine, record)
  try {
    if (!linked(mine, file)) {
      const holder = runningFrom(file)
      if (holder)
        throw fail(
          'failed_precondition',
          `another ./chargeplane up or down is at work in this clone (process ${holder.pid})`,
        )
      rmSync(file, { force: true })
      if (!linked(mine, file))
        throw fail('failed_precondition', 'another ./chargeplane up or down is at work in this clone')
    }
  } finally {
    rmSync(mine)
  }
}

/** The `up` that waits for Ctrl-C, so that a `down` elsewhere can wait for its end. */
export const foregroundFile = join(state, 'foreground.json')

/** A hard link is made or not, whoever else tries at the same time. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
