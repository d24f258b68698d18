// The service as it runs: its own process, real Kafka, Redis and PostgreSQL, spoken to over gRPC.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { StationBooted, StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { SendCommandRequest, type Station } from '@chargeplane/proto/stations/v1/stations'
import { openRouting } from '@chargeplane/routing'
import { runToEnd, until } from '@chargeplane/service/testing'
import { accepted, redisUrl, startTestEdge } from './testing/edge.ts'
import { minute, origin } from './testing/origin.ts'
import { type Instance, openWorld, type World } from './testing/running-service.ts'

const cp1 = { tenant: 'default', stationId: 'CP-1' }
const about = { tenant: 'default', subject: 'CP-1' }

describe('the stations service', () => {
  let world: World
  let service: Instance
  before(async () => {
    world = await openWorld()
    service = await world.start()
  })
  after(() => world.close())

  const view = (): Promise<Station> => service.stations.getStation(cp1)
  const connected = (epoch: number, at: number) =>
    world.producer.publish({
      ...about,
      type: 'chargeplane.ocpp.v1.StationConnected',
      id: `connected/${epoch}`,
      data: { origin: origin(epoch, 1, at), remoteAddress: '192.0.2.1', ocppVersion: '1.6', securityProfile: 1 },
    })
  const reported = (epoch: number, sequence: number, at: number, status: string) =>
    world.producer.publish({
      ...about,
      type: 'chargeplane.ocpp.v1.StatusReported',
      id: `status/${epoch}/${sequence}`,
      data: StatusReported.fromPartial({ origin: origin(epoch, sequence, at), evseId: 1, connectorId: 1, status }),
    })
  const statusIs = (status: string, withinMs?: number) =>
    until(`CP-1 to be ${status}`, async () => (await view()).connectors[0]?.status === status, withinMs)

  it('refuses to start without its settings, naming all of them and no value', () => {
    const { status, stdout } = runToEnd(new URL('main.ts', import.meta.url), '--validate', {
      STATIONS_UNKNOWN_POLICY: 'perhaps',
      STATIONS_TYPO: '1',
      CHARGEPLANE_PASSWORD_PEPPER: 'short',
    })
    assert.equal(status, 2)
    const names = [
      'KAFKA_BROKERS',
      'REDIS_URL',
      'DATABASE_URL',
      'STATIONS_UNKNOWN_POLICY',
      'STATIONS_TYPO',
      'CHARGEPLANE_PASSWORD_PEPPER',
    ]
    for (const name of names) assert.match(stdout, new RegExp(name))
    assert.doesNotMatch(stdout, /perhaps|short/)
  })

  it('registers a station, admits it, decides its boot, and says so on stations.events', async () => {
    const changes = await world.hear('stations.events')
    const { password } = await service.stations.createStation({ ...cp1, name: '', registration: '', password: '' })
    assert.match(password, /^[0-9a-f]{40}$/)
    assert.equal((await service.access.getAccess({ tenant: 'default', stationId: 'cp-1' })).stationId, 'CP-1')
    const boot = {
      vendor: 'ACME',
      model: 'M1',
      serialNumber: 'SN',
      firmwareVersion: '1',
      reason: '',
      certificateExpired: false,
    }
    assert.deepEqual(await service.access.boot({ ...cp1, ...boot }), { status: 'Accepted', intervalS: 300 })
    assert.equal((await service.access.getAccess(cp1)).registrationStatus, 'Accepted')
    await until('two changes', () => changes.length >= 2)
    assert.deepEqual(
      changes.map(({ subject, data }) => [subject, 'change' in data && data.change]),
      [
        ['CP-1', 'created'],
        ['CP-1', 'registration_changed'],
      ],
    )
    const log = JSON.stringify(service.process.lines)
    assert.ok(!log.includes(password))
    assert.ok(!Buffer.from(JSON.stringify(changes)).includes(password))
  })

  it('follows what the station says, and no zombie', async () => {
    await connected(10, 1)
    const booted = StationBooted.fromPartial({
      origin: origin(10, 2, 2),
      vendor: 'ACME',
      registrationStatus: 'Accepted',
    })
    await world.producer.publish({ ...about, type: 'chargeplane.ocpp.v1.StationBooted', id: 'boot/10', data: booted })
    await reported(10, 3, 3, 'Available')
    await statusIs('Available')
    const station = await view()
    assert.deepEqual([station.vendor, station.lastSeenAt], ['ACME', minute(3)])
    await until('CP-1 to be connected', async () => (await view()).connected)
    await connected(20, 5)
    await until('the newer session', async () => (await view()).lastSeenAt === minute(5))
    await reported(10, 4, 6, 'Faulted')
    await reported(20, 2, 7, 'Occupied')
    await statusIs('Occupied')
  })

  it('goes on after a record that can not be processed', async () => {
    await world.producer.publish({
      ...about,
      type: 'chargeplane.ocpp.v1.StatusReported',
      id: 'poison',
      data: StatusReported.fromPartial({ evseId: 1, connectorId: 1, status: 'Faulted' }),
    })
    await reported(20, 3, 8, 'Reserved')
    await statusIs('Reserved')
  })

  it('finds the edge of a station and answers for unknown and offline ones', async () => {
    const edge = await startTestEdge()
    const routing = openRouting({ url: redisUrl(), prefix: world.prefix })
    const reset = { $case: 'native', value: { action: 'Reset', payload: '{"type":"Soft"}' } } as const
    const send = (stationId: string) =>
      service.commands.sendCommand(SendCommandRequest.fromPartial({ tenant: 'default', stationId, command: reset }))
    try {
      await assert.rejects(send('CP-9'), { code: 'not_found', field: 'stationId' })
      await assert.rejects(send('CP-1'), { code: 'failed_precondition', message: 'station CP-1 is not connected' })
      await routing.renewLease('edge-1', edge.address, 30_000)
      await routing.register({ tenant: 'default', station: 'CP-1', edgeId: 'edge-1', ocppVersion: '1.6' })
      const { outcome, response } = await send('CP-1')
      assert.deepEqual([outcome, response], [accepted.outcome, accepted.response])
    } finally {
      await routing.close()
      await edge.close()
    }
  })

  it('admits stations and decides boots while PostgreSQL is away, and catches up afterwards', async () => {
    await world.line.cut()
    const started = performance.now()
    assert.equal((await service.access.getAccess(cp1)).admitted, true)
    const boot = { vendor: '', model: '', serialNumber: '', firmwareVersion: '', reason: '', certificateExpired: false }
    assert.equal((await service.access.boot({ ...cp1, ...boot })).status, 'Accepted')
    await assert.rejects(service.access.getAccess({ ...cp1, stationId: 'CP-NEVER' }), { code: 'unavailable' })
    assert.ok(performance.now() - started < 2000, `took ${performance.now() - started} ms`)
    await reported(20, 4, 9, 'Unavailable')
    await world.line.heal()
    await statusIs('Unavailable')
  })

  it('forgets at once what another instance has changed', async () => {
    const other = await world.start()
    const before = await other.access.getAccess(cp1)
    await service.stations.rotatePassword({ ...cp1, password: '', deliver: false })
    await until('the other instance to hear of it', async () => {
      const { passwordVerifier } = await other.access.getAccess(cp1)
      return passwordVerifier !== before.passwordVerifier
    })
    assert.equal(await other.process.stop(), 0)
  })

  it('is where it was after a kill', async () => {
    await service.process.stop('SIGKILL')
    await reported(20, 5, 10, 'Available')
    service = await world.start()
    // Kafka gives a dead member's partitions away when it has been silent for the session timeout.
    await statusIs('Available', 45_000)
    assert.equal((await service.access.getAccess(cp1)).registrationStatus, 'Accepted')
  })

  it('stops in order when it is asked to, with no error in its log', async () => {
    assert.equal(await service.process.stop(), 0)
    assert.deepEqual(
      service.process.lines.filter(line => line.level === 'error'),
      [],
    )
  })
})
