// The service as a process: events in from Kafka, limits out over gRPC, what was applied out on Kafka.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SiteServiceService } from '@chargeplane/proto/smartcharging/v1/sites'
import {
  openServiceWorld,
  runToEnd,
  type ServiceInstance,
  type ServiceWorld,
  until,
} from '@chargeplane/service/testing'
import { migrations } from './migrations.ts'
import { origin } from './testing/origin.ts'
import { type Rig, startRig } from './testing/rig.ts'

const main = new URL('main.ts', import.meta.url)

describe('the smart-charging service', () => {
  let rig: Rig
  let world: ServiceWorld
  let service: ServiceInstance
  before(async () => {
    rig = await startRig({ dispatch: false })
    const env = { CHARGEPLANE_STATIONS_ADDRESS: rig.stationsAddress, SMART_CHARGING_POLL_MS: '100' }
    world = await openServiceWorld({ main, migrations, env })
    service = await world.start()
  })
  after(async () => {
    await world.close()
    await rig.close()
  })

  it('refuses to start without its settings, naming all of them', () => {
    const { status, stdout } = runToEnd(main, '--validate', { SMART_CHARGING_TYPO: '1' })
    assert.equal(status, 2)
    for (const name of ['KAFKA_BROKERS', 'DATABASE_URL', 'CHARGEPLANE_STATIONS_ADDRESS', 'SMART_CHARGING_TYPO'])
      assert.match(stdout, new RegExp(name))
  })

  it('limits a car that starts to charge, and says so', async () => {
    const { producer } = world
    const sites = service.client(SiteServiceService)
    const applied = await world.hear('smart-charging.events')
    const member = { stationId: 'CS1', evseId: 1, maxA: 32, committedA: 0, transactionId: '' }
    const site = {
      tenant: 'default',
      siteId: 'S',
      name: 'Site',
      limitA: 20,
      defaultA: 0,
      members: [member],
      updatedAt: '',
      bidirectional: false,
    }
    await sites.putSite({ site })
    const about = { tenant: 'default', subject: 'CS1' }
    await producer.publish({
      type: 'chargeplane.ocpp.v1.StationConnected',
      ...about,
      id: '1',
      data: { origin: origin('CS1', 5n), remoteAddress: '', ocppVersion: '1.6', securityProfile: 1 },
    })
    const transaction = {
      tenant: 'default',
      stationId: 'CS1',
      transactionId: '77',
      evseId: 1,
      connectorId: 1,
      idTokenHash: '',
    }
    await producer.publish({
      type: 'chargeplane.transactions.v1.TransactionStarted',
      ...about,
      id: '2',
      data: { ...transaction, startedAt: new Date().toISOString() },
    })
    await until('two limits to be applied', () => applied.length >= 2)
    const limits = applied.map(
      e =>
        e.type === 'chargeplane.smartcharging.v1.LimitApplied' && [
          e.data.transactionId,
          e.data.limitA,
          e.data.siteCommittedA,
        ],
    )
    assert.deepEqual(limits.slice(0, 2), [
      ['', 6, 6],
      ['77', 20, 20],
    ])
    assert.deepEqual(
      rig.sent.map(l => [l.transactionId, l.limitA, l.profileId, l.stackLevel]),
      [
        ['', 6, 1_001, 0],
        ['77', 20, 2_001, 1],
      ],
    )
    assert.deepEqual(
      service.lines.filter(({ level }) => level === 'error'),
      [],
    )
  })

  it('ends in order on SIGTERM', async () => assert.equal(await service.stop(), 0))
})
