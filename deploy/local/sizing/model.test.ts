import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { size, used } from './model.ts'
import { costsOf } from './test-costs.ts'
import { workloadOf } from './workload.ts'

const free = costsOf(() => 0)
const calm = { transactionsPerDay: 1, peakFactor: 1, reconnectMinutes: 1440 }

describe('size', () => {
  it('needs, for a small network, three edges in three zones and two of everything else', () => {
    const sizing = size(workloadOf('public', { stations: 100 }), free)
    assert.equal(sizing.edges.processes, 3)
    assert.deepEqual(
      sizing.services.map(({ processes }) => processes),
      [2, 2, 2, 2, 2, 2],
    )
    assert.deepEqual([sizing.kafka.brokers, sizing.kafka.partitions, sizing.redis.shards], [3, 12, 1])
    assert.equal(sizing.postgres.layout, 'one server with a replica')
  })

  it('holds all stations on two thirds of the edges', () => {
    const { edges } = size(workloadOf('public', { stations: 250_000, ...calm }), free)
    assert.equal(edges.limitedBy, 'stations')
    assert.ok(((edges.processes * 2) / 3) * 19_000 >= 250_000, `${edges.processes}`)
    assert.equal(edges.processes % 3, 0)
    const heldIfOneZoneIsLost = 250_000 / ((edges.processes * 2) / 3)
    assert.ok(Math.abs(edges.bytesEach - 100e6 - 140e6 - heldIfOneZoneIsLost * 6000) < 1)
  })

  it('takes more edges where messages keep them busy, at half of a core each', () => {
    const costs = costsOf((kind, component) => (kind === 'heartbeat' && component === 'edge' ? 1000 : 0))
    const { edges } = size(
      workloadOf('public', { stations: 90_000, heartbeatS: 10, ...calm, securityProfile: 1 }),
      costs,
    )
    // 9,000 heartbeats of 1 ms: 9 cores, 18 at half, 27 with a third away.
    assert.equal(edges.limitedBy, 'peak')
    assert.equal(edges.processes, 27)
    assert.equal(edges.cpuCoresEach, 9 / 27)
  })

  it('takes the return of everybody with the handshake of the security profile', () => {
    const workload = (securityProfile: 1 | 3) =>
      workloadOf('public', { stations: 600_000, ...calm, reconnectMinutes: 1, securityProfile })
    // 10,000 connects a second, 3 ms each: 30 cores, at 80 % 37.5, with a third away 57.
    assert.equal(size(workload(3), free).edges.processes, 57)
    assert.equal(size(workload(3), free).edges.limitedBy, 'reconnect')
    assert.equal(size(workload(1), free).edges.limitedBy, 'stations')
  })

  it('gives a topic partitions for four times the consumers', () => {
    const costs = costsOf((kind, component) => (kind === 'meterValues' && component === 'transactions' ? 1000 : 0))
    const workload = workloadOf('fast', { stations: 100_000, ...calm, chargeMinutes: 1440, meterIntervalS: 10 })
    const { services, kafka } = size(workload, costs)
    // Everybody charges: 10,000 readings of 1 ms: 10 cores, 20 processes at half.
    assert.equal(services.find(({ name }) => name === 'transactions')?.processes, 20)
    assert.equal(kafka.partitions, 84)
  })

  it('spreads the database when one server is too small: by service first, then by tenant and station', () => {
    const costs = costsOf((kind, component) => (kind === 'transaction' && component === 'postgres' ? 10e6 : 0))
    const layout = (stations: number) => size(workloadOf('public', { stations, ...calm }), costs).postgres
    assert.equal(layout(80_000).servers, 1)
    assert.match(layout(400_000).layout, /one for billing/)
    const many = layout(2_000_000)
    assert.match(many.layout, /^Citus/)
    assert.ok(many.servers * 32 >= many.cpuCores)
  })

  it('counts disks by the mean day, for as long as things are kept', () => {
    const { postgres, kafka } = size(
      workloadOf('public', {
        stations: 1000,
        transactionsPerDay: 1,
        peakFactor: 9,
        chargeMinutes: 60,
        meterIntervalS: 60,
        commandsPerDay: 0,
        heartbeatS: 86_400,
        retentionDays: 10,
      }),
      free,
    )
    // 1,000 charges with 60 readings each, a heartbeat each: 62,000 pieces a day.
    assert.ok(Math.abs(postgres.writesToGoBytesPerDay - 62_000 * 200) < 1)
    assert.ok(Math.abs(postgres.diskBytes - 62_000 * 200 * 10 - 1000 * 200) < 1)
    assert.ok(Math.abs(kafka.diskBytesPerBroker - 62_000 * 500 * 30) < 1)
  })

  it('says what 10 million stations need, and never fewer of anything than for 5 million', () => {
    const costs = costsOf(() => 100)
    const [half, whole] = [5e6, 1e7].map(stations => size(workloadOf('public', { stations }), costs))
    assert.ok(half && whole)
    assert.ok(whole.edges.processes >= half.edges.processes)
    assert.ok(whole.kafka.brokers >= half.kafka.brokers && whole.redis.shards >= half.redis.shards)
    assert.ok(whole.postgres.servers >= half.postgres.servers)
    assert.ok(whole.total.cpuCores > half.total.cpuCores)
  })
})

describe('used', () => {
  it('adds up cores over all kinds of work', () => {
    const costs = costsOf(() => 500)
    const rates = { boot: 200, heartbeat: 200, meterValues: 300, transaction: 100, command: 200 }
    assert.equal(used('stations', rates, costs), 0.5)
    assert.equal(used('edge', rates, costs, 2), 0.8)
  })
})
