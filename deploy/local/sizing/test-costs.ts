// Round figures, so that a test can be followed by hand.
import { type Component, type Costs, components, type WorkKind, workKinds } from './costs.ts'

export function costsOf(cpuUs: (kind: WorkKind, component: Component) => number): Costs {
  const bytes = (value: number) => Object.fromEntries(workKinds.map(kind => [kind, value])) as Record<WorkKind, number>
  return {
    measured: { on: '2026-01-01', machine: 'a machine', command: './chargeplane bench costs' },
    cpuUs: Object.fromEntries(
      workKinds.map(kind => [
        kind,
        Object.fromEntries(components.map(component => [component, cpuUs(kind, component)])),
      ]),
    ) as Costs['cpuUs'],
    secureBootCpuUs: { '2': 2000, '3': 3000 },
    stationBytes: { '1': 3000, '2': 6000, '3': 14_000 },
    baseBytes: {
      edge: 100e6,
      stations: 100e6,
      authorization: 100e6,
      transactions: 100e6,
      'smart-charging': 100e6,
      billing: 100e6,
      gateway: 100e6,
    },
    kafkaBytes: bytes(500),
    postgresBytes: bytes(200),
    redisBytesPerStation: 400,
  }
}
