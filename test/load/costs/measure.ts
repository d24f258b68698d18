// What each piece of work takes of every process: done many times, and nothing else meanwhile, with what the processes take when nothing is done
// taken off.
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '@chargeplane/database'
import { askRedis } from '@chargeplane/local-stack'
import { givenBackends } from '../../harness/platform.ts'
import { registerStation } from '../../harness/world.ts'
import { collectGarbage } from '../pool/collect-garbage.ts'
import { takenBy } from '../pool/processes.ts'
import { say } from '../pool/run-mode.ts'
import type { Scene } from '../pool/scene.ts'
import { type Caller, connectCaller } from './caller.ts'
import { topicBytes } from './topic-bytes.ts'
import { start, works } from './works.ts'

export interface MeasureOptions {
  /** Pieces of each kind of work. */
  pieces: number
  callers: number
  /** How long what was set off has to come to rest, and how long rest is measured, s. */
  restS: number
}

export interface WorkCost {
  /** By the name of the process, microseconds of processor time per piece. */
  cpuUs: Record<string, number>
  kafkaBytes: number
  postgresBytes: number
}

export type Kind = 'boot' | 'heartbeat' | 'meterValues' | 'transaction' | 'command'

interface Look {
  atMs: number
  cpu: Record<string, number>
  kafkaBytes: number
  postgresBytes: number
}

export async function measureWorks(scene: Scene, options: MeasureOptions): Promise<Record<Kind, WorkCost>> {
  const { platform } = scene
  const database = openDatabase({ url: platform.databaseUrl, schema: 'public', applicationName: 'costs', poolSize: 1 })
  const look = async (): Promise<Look> => ({
    atMs: performance.now(),
    cpu: Object.fromEntries(Object.entries(scene.taken()).map(([name, { cpuSeconds }]) => [name, cpuSeconds])),
    kafkaBytes: topicBytes(platform.topicPrefix),
    postgresBytes: Number(
      (await database.query<{ size: bigint }>('SELECT pg_database_size(current_database()) AS size'))[0]?.size ?? 0,
    ),
  })
  try {
    const url = `ws://127.0.0.1:${scene.edgePort}/ocpp`
    const passwords = new Map<string, string>()
    for (let i = 0; i < options.callers; i++)
      passwords.set(`COST-${i}`, await registerStation(platform.api, `COST-${i}`))
    const connectAll = () => Promise.all([...passwords].map(([id, password]) => connectCaller(url, id, password)))

    const resting = await rest(look, options.restS)
    const measured = async (kind: Kind, pieces: number, work: () => Promise<unknown>) => {
      say(`${kind}: ${pieces} times`)
      const before = await look()
      await work()
      await sleep(options.restS * 1000)
      return costOf(before, await look(), resting, pieces)
    }
    const boot = await measured('boot', options.pieces, () => comeAndGo(passwords, url, options.pieces))
    const callers = await connectAll()
    await Promise.all(callers.map(works.boot))
    const many = (work: (station: Caller, count: number) => Promise<unknown>, pieces: number) => () =>
      Promise.all(callers.map((station, i) => repeat(i, callers.length, pieces, count => work(station, count))))
    const heartbeat = await measured('heartbeat', options.pieces * 5, many(works.heartbeat, options.pieces * 5))
    const running = new Map<Caller, number>()
    for (const caller of callers) running.set(caller, await start(caller, 0))
    await sleep(options.restS * 1000)
    const read = (station: Caller, count: number) => works.meterValues(station, count, running.get(station) ?? 0)
    const meterValues = await measured('meterValues', options.pieces * 5, many(read, options.pieces * 5))
    const transaction = await measured('transaction', options.pieces, many(works.transaction, options.pieces))
    const path = (station: Caller) => `/v1/stations/${station.id}/commands/ChangeAvailability`
    const order = async (station: Caller) => {
      const { status } = await platform.api.patiently('POST', path(station), { connectorId: 0, type: 'Operative' })
      if (status >= 300) throw new Error(`a command to ${station.id} was answered ${status}`)
    }
    const command = await measured('command', options.pieces, many(order, options.pieces))
    await Promise.all(callers.map(caller => caller.close()))
    return { boot, heartbeat, meterValues, transaction, command }
  } finally {
    await database.close()
  }
}

async function rest(look: () => Promise<Look>, seconds: number): Promise<Record<string, number>> {
  say(`rest: ${seconds} s`)
  await sleep(seconds * 1000)
  const before = await look()
  await sleep(seconds * 1000)
  const after = await look()
  const elapsedS = (after.atMs - before.atMs) / 1000
  return mapValues(after.cpu, (cpu, name) => (cpu - (before.cpu[name] ?? 0)) / elapsedS)
}

/** The same few come again and again: each with a new session, as in the field. */
async function comeAndGo(passwords: ReadonlyMap<string, string>, url: string, pieces: number): Promise<void> {
  const stations = [...passwords]
  await Promise.all(
    stations.map(([id, password], i) =>
      repeat(i, stations.length, pieces, async () => {
        const station = await connectCaller(url, id, password)
        await works.boot(station)
        await station.close()
      }),
    ),
  )
}

/** What is number `i` of `of` to do of `pieces`. */
async function repeat(i: number, of: number, pieces: number, work: (count: number) => Promise<unknown>) {
  for (let count = i; count < pieces; count += of) await work(count)
}

function costOf(before: Look, after: Look, resting: Record<string, number>, pieces: number): WorkCost {
  const elapsedS = (after.atMs - before.atMs) / 1000
  const cpuUs = mapValues(after.cpu, (cpu, name) => {
    const own = cpu - (before.cpu[name] ?? 0) - (resting[name] ?? 0) * elapsedS
    return (Math.max(0, own) / pieces) * 1e6
  })
  return {
    cpuUs,
    kafkaBytes: (after.kafkaBytes - before.kafkaBytes) / pieces,
    postgresBytes: (after.postgresBytes - before.postgresBytes) / pieces,
  }
}

function mapValues(values: Record<string, number>, map: (value: number, name: string) => number) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]))
}

async function redisMemory(): Promise<number> {
  const said = await askRedis(Number(new URL(givenBackends().redisUrl).port), 'INFO', 'memory')
  return Number(/^used_memory:(\d+)/m.exec(said)?.[1])
}

export interface HeldCost {
  /** Of the edge, per station. */
  bytes: number
  bootCpuUs: number
  redisBytes: number
}

/**
 * Holds all stations of a scene that has one edge, whose inspector can be opened at `inspectPort`: memory is looked at after its garbage was
 * collected, as in `bench memory`.
 */
export async function measureHeld(scene: Scene, perSecond: number, inspectPort: number): Promise<HeldCost> {
  const { pool, platform } = scene
  const [edge] = platform.edges
  const look = async () => {
    const cpuSeconds = takenBy(edge?.pid ?? 0)?.cpuSeconds ?? Number.NaN
    await collectGarbage(edge?.pid ?? 0, inspectPort)
    const pssBytes = takenBy(edge?.pid ?? 0)?.pssBytes ?? Number.NaN
    return { cpuSeconds, pssBytes, redisBytes: await redisMemory() }
  }
  const few = { from: 0, to: Math.ceil(Math.min(500, pool.size / 4)) }
  pool.connect(few, perSecond)
  await pool.until(({ booted }) => booted === few.to, 120_000)
  const before = await look()
  pool.connect(pool.all, perSecond)
  if (!(await pool.until(({ booted }) => booted === pool.size, 600_000))) throw new Error('not all stations came')
  const after = await look()
  const came = pool.size - few.to
  return {
    bytes: (after.pssBytes - before.pssBytes) / came,
    bootCpuUs: ((after.cpuSeconds - before.cpuSeconds) / came) * 1e6,
    redisBytes: (after.redisBytes - before.redisBytes) / came,
  }
}
