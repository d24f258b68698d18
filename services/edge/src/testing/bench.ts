// A suite's own world: topics and Redis keys of its own on the real Kafka and Redis, owners, and edges as processes.
import { randomBytes } from 'node:crypto'
import { type AnyReceivedEvent, type EventType, ensureTopics, openProducer, tailEvents } from '@chargeplane/events'
import { openRouting, type Routing } from '@chargeplane/routing'
import { type EdgeProcess, startEdge } from './edge-process.ts'
import { type Owners, serveOwners } from './owners.ts'
import { connectStation, type Station, type StationOptions } from './station.ts'
import { until } from './until.ts'

export interface Bench {
  owners: Owners
  routing: Routing
  /** All events of ocpp.* since the bench was opened. */
  events: AnyReceivedEvent[]
  /** What an edge is told; a test starts further ones with changes to it. */
  env: Record<string, string>
  topicPrefix: string
  brokers: string[]
  /** Another edge process. */
  start(env?: Record<string, string>): Promise<EdgeProcess>
  /** Connects a registered station whose boot was accepted. */
  station(edge: EdgeProcess, path: string, options?: Partial<StationOptions>): Promise<Station>
  of<T extends EventType>(type: T, station: string): Extract<AnyReceivedEvent, { type: T }>[]
  /** Waits until that many events of the type are there. */
  await<T extends EventType>(
    type: T,
    station: string,
    count?: number,
  ): Promise<Extract<AnyReceivedEvent, { type: T }>[]>
  close(): Promise<void>
}

export function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: these tests need Kafka and Redis`)
  return value
}

export async function openBench(): Promise<Bench> {
  const unique = randomBytes(5).toString('hex')
  const [brokers, redisUrl] = [setting('KAFKA_BROKERS').split(','), setting('REDIS_URL')]
  const topicPrefix = `edge-${unique}.`
  await ensureTopics({ brokers, topicPrefix, partitions: 2 })
  const owners = await serveOwners()
  const routing = openRouting({ url: redisUrl, prefix: `edge-${unique}` })
  const events: AnyReceivedEvent[] = []
  const tail = await tailEvents({
    brokers,
    topicPrefix,
    clientId: 'edge-test',
    topics: ['ocpp.connections', 'ocpp.transactions', 'ocpp.stations', 'ocpp.commands'],
    fromBeginning: true,
    onEvent: event => events.push(event),
  })
  const edges: EdgeProcess[] = []
  const env = {
    KAFKA_BROKERS: brokers.join(','),
    CHARGEPLANE_TOPIC_PREFIX: topicPrefix,
    REDIS_URL: redisUrl,
    CHARGEPLANE_REDIS_PREFIX: `edge-${unique}`,
    CHARGEPLANE_STATIONS_ADDRESS: owners.address,
    CHARGEPLANE_AUTHORIZATION_ADDRESS: owners.address,
    CHARGEPLANE_BILLING_ADDRESS: owners.address,
    CHARGEPLANE_SMART_CHARGING_ADDRESS: owners.address,
  }
  const of: Bench['of'] = (type, station) =>
    events.filter((event): event is Extract<AnyReceivedEvent, { type: typeof type }> => {
      return event.type === type && event.subject === station
    })
  return {
    owners,
    routing,
    events,
    env,
    topicPrefix,
    brokers,
    async start(changes = {}) {
      const edge = await startEdge({ ...env, ...changes })
      edges.push(edge)
      return edge
    },
    station(edge, path, options = {}) {
      const key = path.includes('/') ? path : `default/${path}`
      if (!owners.stations.has(key)) owners.stations.set(key, { password: 'secret', registrationStatus: 'Accepted' })
      return connectStation({ port: edge.wsPort, path, password: 'secret', ...options })
    },
    of,
    async await(type, station, count = 1) {
      await until(
        () => `${count} ${type} of ${station} are there, not ${of(type, station).length}`,
        () => of(type, station).length >= count,
        10_000,
      )
      return of(type, station)
    },
    async close() {
      for (const edge of edges) if (edge.process.exitCode === null) edge.process.kill('SIGKILL')
      await Promise.all([tail.close(), owners.close(), routing.close()])
    },
  }
}

/** What stations publishes when an operator changes a station. */
export async function announceAccessChange(bench: Bench, station: string, change: string): Promise<void> {
  const producer = await openProducer({ ...bench, clientId: 'stations-test', source: '/test' })
  const data = { tenant: 'default', stationId: station, change }
  const type = 'chargeplane.stations.v1.StationAccessChanged'
  await producer.publish({ type, tenant: 'default', subject: station, id: randomBytes(8).toString('hex'), data })
  await producer.close()
}
