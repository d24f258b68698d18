// Starts one edge with the settings it has by default, and the real stations service that it asks who may connect.
import { randomBytes } from 'node:crypto'
import { createTestDatabase } from '@chargeplane/database'
import { ensureTopics } from '@chargeplane/events'
import { StationServiceService } from '@chargeplane/proto/stations/v1/stations'
import { rpcClient } from '@chargeplane/rpc'
import { givenBackends } from '../../harness/platform.ts'
import { nameOf } from '../client/talk.ts'
import { type Program, runProgram } from './process.ts'
import type { Server } from './server.ts'

const mainOf = (service: string) => new URL(`../../../services/${service}/src/main.ts`, import.meta.url).pathname

const portOf = (program: Program, what: string) =>
  program.line(({ message, attributes }) => {
    const listening = message === 'listening' && typeof attributes === 'object' && attributes !== null
    const is = listening && 'what' in attributes && attributes.what === what && 'port' in attributes
    return is && typeof attributes.port === 'number' ? attributes.port : undefined
  })

export interface EdgeUnderTest extends Server {
  readonly topicPrefix: string
  readonly program: Program
}

/** `env`: settings of the edge that differ from their defaults. */
export async function startEdgeUnderTest(stations: number, env: Record<string, string> = {}): Promise<EdgeUnderTest> {
  const { kafkaBrokers, redisUrl, databaseUrl } = givenBackends()
  const run = `bench-edge-${randomBytes(4).toString('hex')}`
  const database = await createTestDatabase(databaseUrl)
  await ensureTopics({ brokers: kafkaBrokers.split(','), topicPrefix: `${run}.`, replicationFactor: 1 })
  const common = {
    KAFKA_BROKERS: kafkaBrokers,
    CHARGEPLANE_TOPIC_PREFIX: `${run}.`,
    REDIS_URL: redisUrl,
    CHARGEPLANE_REDIS_PREFIX: run,
    CHARGEPLANE_PASSWORD_PEPPER: randomBytes(16).toString('hex'),
    GRPC_HOST: '127.0.0.1',
    GRPC_PORT: '0',
    OPS_HOST: '127.0.0.1',
    OPS_PORT: '0',
  }
  const registry = { ...common, DATABASE_URL: database.url }
  const migration = runProgram(mainOf('stations'), ['--migrate'], registry)
  await migration.line(({ message }) => message === 'migrated' || undefined)
  const programs: Program[] = []
  const stop = async () => {
    for (const program of programs.reverse()) await program.stop()
    await database.drop()
  }
  try {
    const service = runProgram(mainOf('stations'), [], registry)
    programs.push(service)
    const stationsAddress = `127.0.0.1:${await portOf(service, 'grpc')}`
    const passwords = await register(stationsAddress, stations)
    const edge = runProgram(mainOf('edge'), [], {
      ...common,
      CHARGEPLANE_TOKEN_HASH_KEY: randomBytes(32).toString('hex'),
      CHARGEPLANE_STATIONS_ADDRESS: stationsAddress,
      // MeterValues ask nothing of authorization.
      CHARGEPLANE_AUTHORIZATION_ADDRESS: stationsAddress,
      CHARGEPLANE_BILLING_ADDRESS: stationsAddress,
      CHARGEPLANE_SMART_CHARGING_ADDRESS: stationsAddress,
      EDGE_HOST: '127.0.0.1',
      // Its stations never wait between two calls.
      EDGE_FRAMES_PER_SECOND: '1000000',
      EDGE_MAX_FRAMES_PER_SECOND: '1000000',
      EDGE_PORT: '0',
      ...env,
    })
    programs.push(edge)
    const port = await portOf(edge, 'ws')
    return {
      name: 'edge',
      port,
      passwords,
      pid: edge.pid,
      stop,
      topicPrefix: common.CHARGEPLANE_TOPIC_PREFIX,
      program: edge,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The generated passwords, by station. */
async function register(address: string, count: number): Promise<string[]> {
  const client = rpcClient(StationServiceService, address, { deadlineMs: 20_000 })
  const one = async (index: number) => {
    const request = { tenant: 'default', stationId: nameOf(index), name: '', registration: 'Accepted', password: '' }
    return (await client.createStation(request)).password
  }
  const passwords: string[] = []
  for (let first = 0; first < count; first += 20) {
    const some = Array.from({ length: Math.min(20, count - first) }, (_, i) => one(first + i))
    passwords.push(...(await Promise.all(some)))
  }
  client.close()
  return passwords
}
