// The figures of a run in the form of deploy/local/sizing/costs.ts.
import { cpus, totalmem } from 'node:os'
import type { HeldCost, Kind, WorkCost } from './measure.ts'

const components = {
  edge: 'edge 0',
  stations: 'stations',
  authorization: 'authorization',
  transactions: 'transactions',
  'smart-charging': 'smart-charging',
  billing: 'billing',
  gateway: 'gateway',
  kafka: 'Kafka',
  redis: 'Redis',
  postgres: 'PostgreSQL',
} as const
const services = ['edge', 'stations', 'authorization', 'transactions', 'smart-charging', 'billing', 'gateway'] as const

export function costsFrom(
  works: Record<Kind, WorkCost>,
  base: Record<string, number>,
  held: Record<'plain' | 'tls' | 'mtls', HeldCost>,
) {
  const kinds = Object.keys(works) as Kind[]
  const of = <T>(value: (work: WorkCost) => T) =>
    Object.fromEntries(kinds.map(kind => [kind, value(works[kind])])) as Record<Kind, T>
  const cpuUs = of(work => {
    const each = Object.entries(components).map(([name, process]) => [name, round(work.cpuUs[process] ?? 0)])
    return Object.fromEntries(each) as Record<keyof typeof components, number>
  })
  const baseBytes = Object.fromEntries(services.map(name => [name, Math.round(base[components[name]] ?? 0)])) as Record<
    (typeof services)[number],
    number
  >
  return {
    measured: {
      on: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} cores (${cpus()[0]?.model ?? ''}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
      command: './chargeplane bench costs',
    },
    cpuUs,
    secureBootCpuUs: { '2': round(held.tls.bootCpuUs), '3': round(held.mtls.bootCpuUs) },
    stationBytes: { '1': round(held.plain.bytes), '2': round(held.tls.bytes), '3': round(held.mtls.bytes) },
    baseBytes,
    kafkaBytes: of(work => round(work.kafkaBytes)),
    postgresBytes: of(work => round(Math.max(0, work.postgresBytes))),
    redisBytesPerStation: round(held.plain.redisBytes),
  }
}

function round(value: number): number {
  return Math.round(value)
}
