// What `up` has brought up, for the commands that work with it. Readable by its owner alone: addresses may hold passwords.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '@chargeplane/failure'
import type { BackendName } from '../infra/backend.ts'
import type { Addresses } from '../infra/local-backends.ts'
import { state } from './paths.ts'
import type { PlatformOptions } from './services.ts'

export interface Description {
  options: PlatformOptions
  addresses: Addresses
  backends: Record<BackendName, 'given' | 'compose' | 'local'>
}

const place = join(state, 'platform.json')

export function writeDescription(description: Description, file = place): void {
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, JSON.stringify(description), { mode: 0o600 })
  renameSync(fresh, file)
}

/** Undefined when nothing was brought up, or all was taken down. */
export function readDescription(file = place): Description | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

export function needDescription(file = place): Description {
  const description = readDescription(file)
  if (!description) throw fail('failed_precondition', 'the platform is not running: ./chargeplane up')
  return description
}

export function forgetDescription(file = place): void {
  rmSync(file, { force: true })
}
