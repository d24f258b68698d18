// From a workload and the measured costs to the machines that an operator needs. Every rule is one line here, so that it can be argued with.
import { type Component, type Costs, type SecurityProfile, type WorkKind, workKinds } from './costs.ts'
import { meanRates, peakRates, stormRates, type Workload } from './workload.ts'

/** What we assume of machines and of operators; nothing here was measured. */
export const assumptions = {
  /** Share of a processor that is used in the busiest hour: the rest is for what no mean shows. */
  busy: 0.5,
  /** The same while everybody comes back. */
  busyInStorm: 0.8,
  /** Edges that may be lost at once, of three zones one, without the others being full. */
  zones: 3,
  /** What awaits collection in an edge: some 60 MB after 16,700 stations have come in ten minutes, 250 MB after 19,000 in one. */
  edgeGarbageBytes: 140e6,
  /** Stations that one edge process holds at most (EDGE_MAX_CONNECTIONS). */
  stationsPerEdge: 19_000,
  /** Cores and disk of one database server; past either the data is spread. */
  postgresCores: 32,
  postgresDiskBytes: 16e12,
  /** Cores and disk of one Kafka broker. */
  brokerCores: 8,
  brokerDiskBytes: 4e12,
  /** A shard of Redis works on one core. */
  redisShardBytes: 16e9,
  kafkaReplicas: 3,
  kafkaRetentionDays: 30,
  /** Partitions that are made at least, and per consumer process: keys are uneven, and partitions cannot be added later. */
  minPartitions: 12,
  partitionsPerConsumer: 4,
} as const

/** What a station leaves behind of its connect and boot, before any collection, bytes. */
const garbagePerStation = 40_000

export interface Sizing {
  workload: Workload
  /** Pieces of work per second in the busiest hour. */
  peak: Record<WorkKind, number>
  storm: Record<WorkKind, number>
  edges: { processes: number; bytesEach: number; cpuCoresEach: number; limitedBy: 'stations' | 'peak' | 'reconnect' }
  services: { name: Component; processes: number; bytes: number; cpuCores: number }[]
  kafka: { brokers: number; partitions: number; cpuCores: number; diskBytesPerBroker: number }
  redis: { shards: number; memoryBytes: number; cpuCores: number }
  postgres: { cpuCores: number; diskBytes: number; writesToGoBytesPerDay: number; layout: string; servers: number }
  /** Memory and cores of everything that is ours, and of the backends without their caches. */
  total: { cpuCores: number; serviceBytes: number }
}

export function size(workload: Workload, costs: Costs): Sizing {
  const [peak, storm] = [peakRates(workload), stormRates(workload)]
  const cores = coresOf(workload, costs)
  const edges = edgesOf(workload, costs)
  const consumers = (['stations', 'transactions', 'smart-charging', 'billing'] as const).map(processesFor)
  const services = (['stations', 'authorization', 'transactions', 'smart-charging', 'billing', 'gateway'] as const).map(
    name => ({ name, processes: processesFor(name), bytes: costs.baseBytes[name], cpuCores: cores(name) }),
  )
  const partitions = roundUp(
    Math.max(assumptions.minPartitions, Math.max(...consumers) * assumptions.partitionsPerConsumer),
    12,
  )
  const redisBytes = workload.stations * costs.redisBytesPerStation
  const kafkaDisk = dailyBytes(workload, costs.kafkaBytes) * assumptions.kafkaRetentionDays * assumptions.kafkaReplicas
  const brokers = Math.max(
    3,
    Math.ceil(cores('kafka') / assumptions.brokerCores),
    Math.ceil(kafkaDisk / assumptions.brokerDiskBytes),
  )
  const sizing = {
    ...{ workload, peak, storm, edges, services },
    kafka: { brokers, partitions, cpuCores: cores('kafka'), diskBytesPerBroker: kafkaDisk / brokers },
    redis: {
      shards: Math.max(1, Math.ceil(cores('redis')), Math.ceil(redisBytes / assumptions.redisShardBytes)),
      memoryBytes: redisBytes,
      cpuCores: cores('redis'),
    },
    postgres: postgresOf(workload, costs, cores('postgres')),
  }
  return { ...sizing, total: totalOf(sizing) }

  function processesFor(name: Component): number {
    // Node works on one core; two of each, so that one may go.
    return Math.max(2, Math.ceil(cores(name)))
  }
}

/** Cores that a component needs to stay below its share of use, in the busiest hour and while everybody comes back. */
function coresOf(workload: Workload, costs: Costs): (component: Component) => number {
  const [peak, storm] = [peakRates(workload), stormRates(workload)]
  return component =>
    Math.max(
      used(component, peak, costs) / assumptions.busy,
      used(component, storm, costs, workload.securityProfile) / assumptions.busyInStorm,
    )
}

/** Cores that work at these rates keeps busy. */
export function used(
  component: Component,
  rates: Record<WorkKind, number>,
  costs: Costs,
  securityProfile: Workload['securityProfile'] = 1,
): number {
  const cost = (kind: WorkKind) =>
    kind === 'boot' && component === 'edge' && securityProfile !== 1
      ? costs.secureBootCpuUs[securityProfile]
      : costs.cpuUs[kind][component]
  return workKinds.reduce((sum, kind) => sum + rates[kind] * cost(kind), 0) / 1e6
}

function edgesOf(workload: Workload, costs: Costs): Sizing['edges'] {
  const by = {
    stations: workload.stations / assumptions.stationsPerEdge,
    peak: used('edge', peakRates(workload), costs) / assumptions.busy,
    reconnect: used('edge', stormRates(workload), costs, workload.securityProfile) / assumptions.busyInStorm,
  }
  const [limitedBy, needed] = (Object.entries(by) as [keyof typeof by, number][]).reduce((most, each) =>
    each[1] > most[1] ? each : most,
  )
  const { zones } = assumptions
  const processes = Math.max(zones, roundUp((needed * zones) / (zones - 1), zones))
  const held = (workload.stations * zones) / (zones - 1) / processes
  return {
    processes,
    bytesEach: edgeBytes(held, workload.securityProfile, costs),
    cpuCoresEach: used('edge', peakRates(workload), costs) / processes,
    limitedBy,
  }
}

/** Resident memory of an edge that holds so many stations. */
export function edgeBytes(stations: number, securityProfile: SecurityProfile, costs: Costs): number {
  // A small edge never has so much garbage: it grows with what was taken in, up to what V8 lets lie.
  const garbage = Math.min(assumptions.edgeGarbageBytes, stations * garbagePerStation)
  return costs.baseBytes.edge + garbage + stations * costs.stationBytes[securityProfile]
}

function postgresOf(workload: Workload, costs: Costs, cpuCores: number): Sizing['postgres'] {
  const perDay = dailyBytes(workload, costs.postgresBytes)
  const diskBytes = perDay * workload.retentionDays + workload.stations * costs.postgresBytes.boot
  const servers = Math.max(
    1,
    Math.ceil(cpuCores / assumptions.postgresCores),
    Math.ceil(diskBytes / assumptions.postgresDiskBytes),
  )
  return { cpuCores, diskBytes, writesToGoBytesPerDay: perDay, servers, layout: layoutOf(servers) }
}

/** Partitioning by month is always there. What comes first beyond it is what costs no change: the services share no tables. */
function layoutOf(servers: number): string {
  if (servers === 1) return 'one server with a replica'
  if (servers <= 3) return 'a server with a replica for transactions, one for billing, one for the other services'
  return `Citus, distributed by tenant and station: ${servers} workers, each with a replica, and a coordinator`
}

function dailyBytes(workload: Workload, bytes: Record<WorkKind, number>): number {
  const rates = meanRates(workload)
  return workKinds.reduce((sum, kind) => sum + rates[kind] * bytes[kind], 0) * 86_400
}

function totalOf({ edges, services, kafka, redis, postgres }: Omit<Sizing, 'total'>): Sizing['total'] {
  const serviceBytes = services.reduce((sum, { processes, bytes }) => sum + processes * bytes, 0)
  return {
    cpuCores:
      edges.processes +
      services.reduce((sum, { processes }) => sum + processes, 0) +
      Math.ceil(kafka.cpuCores + redis.cpuCores + postgres.cpuCores),
    serviceBytes: serviceBytes + edges.processes * edges.bytesEach,
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step
}
