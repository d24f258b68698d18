// A sizing as an operator reads it.
import type { Costs } from './costs.ts'
import type { Sizing } from './model.ts'

/** Bytes with a unit that leaves one to three digits before the point. */
export function inBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`
}

/** Three digits that count, with commas. */
export function inDigits(value: number): string {
  if (value === 0) return '0'
  const rounded = Number(value.toPrecision(3))
  return rounded >= 100 ? Math.round(rounded).toLocaleString('en-US') : String(rounded)
}

const reasons = {
  stations: 'by the stations one process holds',
  peak: 'by the messages of the busiest hour',
  reconnect: 'by the return of everybody',
} as const

/** Lines of two columns: what, and how much of it. */
export function rowsOf(sizing: Sizing): [what: string, howMuch: string][] {
  const { edges, services, kafka, redis, postgres, total } = sizing
  return [
    [
      'edge',
      `${edges.processes} processes (${reasons[edges.limitedBy]}), memory ${inBytes(edges.bytesEach)} each, one third may fail`,
    ],
    ...services.map(({ name, processes, bytes }): [string, string] => [
      name,
      `${processes} processes, memory ${inBytes(bytes)} each`,
    ]),
    [
      'Kafka',
      `${kafka.brokers} brokers, ${kafka.partitions} partitions a topic, ${inDigits(kafka.cpuCores)} cores, disk ${inBytes(kafka.diskBytesPerBroker)} each`,
    ],
    [
      'Redis',
      `${redis.shards === 1 ? 'one primary' : `${redis.shards} shards`} with a replica, ${inDigits(redis.cpuCores)} cores, memory ${inBytes(redis.memoryBytes)}`,
    ],
    [
      'PostgreSQL',
      `${postgres.layout}, ${inDigits(postgres.cpuCores)} cores, disk ${inBytes(postgres.diskBytes)} (${inBytes(postgres.writesToGoBytesPerDay)} a day)`,
    ],
    ['in all', `${inDigits(total.cpuCores)} cores, ${inBytes(total.serviceBytes)} memory without the backends`],
  ]
}

export function render(sizing: Sizing, costs: Costs): string {
  const { workload, peak, storm } = sizing
  const rows = rowsOf(sizing)
  const width = Math.max(...rows.map(([what]) => what.length)) + 2
  const { measured } = costs
  return [
    `${inDigits(workload.stations)} stations, security profile ${workload.securityProfile}, ${inDigits(workload.transactionsPerDay)} charges a day each`,
    `busiest hour: ${inDigits(peak.transaction)} charges, ${inDigits(peak.meterValues)} readings, ${inDigits(peak.heartbeat)} heartbeats, ${inDigits(peak.command)} commands per second`,
    `everybody back in ${workload.reconnectMinutes} min: ${inDigits(storm.boot)} connects and boots per second`,
    '',
    ...rows.map(([what, howMuch]) => `${what.padEnd(width)}${howMuch}`),
    '',
    `From costs measured on ${measured.on} (${measured.machine}; ${measured.command}); docs/scaling.md says how, and what is assumed.`,
  ].join('\n')
}
