// `./chargeplane bench consuming`: what a Kafka record costs a service that consumes it, of a type that it handles with one statement and of one that it
// passes over, at a steady rate over all partitions: processor time of this process (which also publishes) and of PostgreSQL's, transactions, statements, and how
// long a record takes from being published to its handler.
import { measureConsuming } from './consuming/measure.ts'
import { readOptions, runMode } from './pool/run-mode.ts'

const { numbers, json } = readOptions({ records: 6000, 'per-second': 300, 'handled-percent': 25, partitions: 12 })

await runMode(json, async () => {
  const cost = await measureConsuming({
    records: numbers.records,
    perSecond: numbers['per-second'],
    handledShare: numbers['handled-percent'] / 100,
    partitions: numbers.partitions,
  })
  const figures = [
    { what: 'processor time of consumer and producer per record', value: cost.ownUs, unit: 'us' },
    { what: 'processor time of PostgreSQL per record', value: cost.postgresUs, unit: 'us' },
    { what: 'transactions per record', value: cost.transactions, unit: '' },
    { what: 'statements per record', value: cost.statements, unit: '' },
    { what: 'published to handled, p50', value: cost.p50Ms, unit: 'ms' },
    { what: 'published to handled, p99', value: cost.p99Ms, unit: 'ms' },
  ]
  return {
    mode: 'consuming',
    about: 'what a Kafka record costs the service that consumes it',
    settings: { ...numbers },
    figures,
    promises: [],
    notes: [],
  }
})
