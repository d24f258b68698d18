// Backends for one run of tests or of a benchmark: fresh, on free ports, gone afterwards.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { say } from '../cli/say.ts'
import { stopBackend } from '../infra/backend.ts'
import { briefVariable, isRoomyMemory, memoryDisk } from '../infra/brief-directory.ts'
import { type Addresses, backendNames, notGiven, startLocalBackends } from '../infra/local-backends.ts'
import { freePorts } from '../infra/ports.ts'
import { removePostgres } from '../infra/postgres-home.ts'
import { describeProcess, runningFrom, writeRecord } from '../infra/process-record.ts'
import { state } from '../platform/paths.ts'

const base = join(state, 'test')
/** In memory; the rest of the name is random. */
const inMemory = 'chargeplane-run-'
const ownerOf = (dir: string) => join(dir, 'owner.json')

export interface PrivateBackendsOptions {
  /** True: what backends write is little and soon thrown away. It is kept in memory where there is room, also that of backends started by `work`. */
  brief?: boolean
}

/** What `work` gives to the processes it starts. */
export type PrivateEnvironment = Partial<Addresses> & { [briefVariable]?: string }

/** Runs `work` with the addresses of those that are not given by the environment, and takes them away again however it ends. */
export async function withPrivateBackends<T>(
  work: (env: PrivateEnvironment) => Promise<T>,
  { brief = false }: PrivateBackendsOptions = {},
): Promise<T> {
  const names = notGiven(process.env)
  if (names.length === 0) return work({})
  await sweep()
  const dir = brief && isRoomyMemory() ? memoryOfThisRun() : join(base, `run-${process.pid}`)
  mkdirSync(dir, { recursive: true })
  const self = describeProcess(process.pid)
  if (self) writeRecord(ownerOf(dir), self)
  const [postgres = 0, redis = 0, kafka = 0] = await freePorts(3)
  try {
    const { addresses } = await startLocalBackends({
      names,
      dir,
      ports: { postgres, redis, kafka },
      outlives: false,
      fsync: false,
      onReady: (title, ms) => say(`${title.padEnd(34)} ${(ms / 1000).toFixed(1)} s`),
    })
    return await work(dir.startsWith(base) ? addresses : { ...addresses, [briefVariable]: dir })
  } finally {
    await remove(dir)
  }
}

function memoryOfThisRun(): string {
  const dir = mkdtempSync(join(memoryDisk, inMemory))
  chmodSync(dir, 0o711)
  return dir
}

/** What a run that was killed with -9 has left. */
async function sweep(): Promise<void> {
  const runs = [...within(base), ...within(memoryDisk).filter(isOurs)]
  for (const dir of runs) if (!runningFrom(ownerOf(dir))) await remove(dir)
}

function within(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).map(name => join(directory, name)) : []
}

function isOurs(dir: string): boolean {
  if (!dir.startsWith(join(memoryDisk, inMemory))) return false
  return statSync(dir, { throwIfNoEntry: false })?.uid === process.getuid?.()
}

async function remove(dir: string): Promise<void> {
  await Promise.all(backendNames.map(name => stopBackend(name, join(dir, name))))
  await removePostgres(join(dir, 'postgres'))
  await rm(dir, { recursive: true, force: true })
}
