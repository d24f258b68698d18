// Backends for one run of tests or of a benchmark: fresh, on free ports, gone afterwards.
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { say } from '../cli/say.ts'
import { stopBackend } from '../infra/backend.ts'
import { type Addresses, backendNames, notGiven, startLocalBackends } from '../infra/local-backends.ts'
import { freePorts } from '../infra/ports.ts'
import { removePostgres } from '../infra/postgres-home.ts'
import { describeProcess, runningFrom, writeRecord } from '../infra/process-record.ts'
import { state } from '../platform/paths.ts'

const base = join(state, 'test')
const ownerOf = (dir: string) => join(dir, 'owner.json')

/** Runs `work` with the addresses of those that are not given by the environment, and takes them away again however it ends. */
export async function withPrivateBackends<T>(work: (addresses: Partial<Addresses>) => Promise<T>): Promise<T> {
  const names = notGiven(process.env)
  if (names.length === 0) return work({})
  await sweep()
  const dir = join(base, `run-${process.pid}`)
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
    return await work(addresses)
  } finally {
    await remove(dir)
  }
}

/** What a run that was killed with -9 has left. */
async function sweep(): Promise<void> {
  if (!existsSync(base)) return
  const runs = readdirSync(base).map(name => join(base, name))
  for (const dir of runs) if (!runningFrom(ownerOf(dir))) await remove(dir)
}

async function remove(dir: string): Promise<void> {
  await Promise.all(backendNames.map(name => stopBackend(name, join(dir, name))))
  await removePostgres(join(dir, 'postgres'))
  await rm(dir, { recursive: true, force: true })
}
