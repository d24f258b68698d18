// What one station and one message cost, as `./chargeplane bench costs` measures it on real processes.

/** What stations do, as far as it costs. */
export const workKinds = ['boot', 'heartbeat', 'meterValues', 'transaction', 'command'] as const
export type WorkKind = (typeof workKinds)[number]

/** What it costs: our services, and the backends. */
export const components = [
  'edge',
  'stations',
  'authorization',
  'transactions',
  'smart-charging',
  'billing',
  'gateway',
  'kafka',
  'redis',
  'postgres',
] as const
export type Component = (typeof components)[number]

export type SecurityProfile = 1 | 2 | 3

export interface Costs {
  /** Where and when, for whoever reads a table that came from it. */
  measured: { on: string; machine: string; command: string }
  /**
   * Processor time in microseconds that one piece of work takes from each component. `boot`: a station comes: it connects with a password,
   * without TLS, gets its route, and boots. `transaction`: all of one charge but its readings: StatusNotifications, authorization, start,
   * stop, charge record and invoice. `command`: one CALL through the API and its answer.
   */
  cpuUs: Record<WorkKind, Record<Component, number>>
  /** The same of the edge for a station that comes with TLS and a password, or with a client certificate. */
  secureBootCpuUs: Record<'2' | '3', number>
  /** Resident memory in bytes that an idle, booted station adds to its edge, by security profile. */
  stationBytes: Record<'1' | '2' | '3', number>
  /** Resident memory of a process that holds nothing, in bytes. */
  baseBytes: Record<Exclude<Component, 'kafka' | 'redis' | 'postgres'>, number>
  /** Bytes on the disks of one Kafka replica. */
  kafkaBytes: Record<WorkKind, number>
  /** Bytes in tables and indexes, without replicas. */
  postgresBytes: Record<WorkKind, number>
  /** Memory of Redis for the route and the listing of one station, in bytes. */
  redisBytesPerStation: number
}
