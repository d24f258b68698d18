// The secrets of this clone's platform: generated once, readable by their owner alone, gone with `down --wipe`.
import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { apiKeyFile, state } from './paths.ts'

export interface Secrets {
  tokenHashKey: string
  passwordPepper: string
  /** Of the PostgreSQL that Docker Compose runs. */
  postgresPassword: string
  /** An admin key of tenant `default`. */
  apiKey: string
}

const directory = join(state, 'secrets')

/** Reads them; makes those that are missing. */
export function openSecrets(): Secrets {
  const random = () => randomBytes(32).toString('base64url')
  return {
    tokenHashKey: keep(join(directory, 'token-hash-key'), random),
    passwordPepper: keep(join(directory, 'password-pepper'), random),
    postgresPassword: keep(join(directory, 'postgres-password'), random),
    apiKey: keep(apiKeyFile, () => `cp_bootstrap_${random()}`),
  }
}

export function forgetSecrets(): void {
  rmSync(directory, { recursive: true, force: true })
  rmSync(join(state, 'tls'), { recursive: true, force: true })
  rmSync(apiKeyFile, { force: true })
}

/** What the file says; what `make` gives when there is none. Of two that make it at the same time one wins, for both. */
export function keep(file: string, make: () => string): string {
  const found = read(file)
  if (found) return found
  mkdirSync(dirname(file), { recursive: true })
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, `${make()}\n`, { mode: 0o600 })
  try {
    linkSync(fresh, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(fresh)
  }
  const kept = read(file)
  if (!kept) throw new Error(`${file} is empty: delete it`)
  return kept
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
