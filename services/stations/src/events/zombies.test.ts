// Promises 19 and 21 at this receiver: whatever a paused edge says late of a session that has been replaced, nothing here changes.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deliverBlank, everyRow, ocppTypes } from '@chargeplane/service/testing'
import { eventHandlers } from '../handlers.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'

/** Facts: they have happened, whichever session told of them. */
const facts = new Set([
  'chargeplane.ocpp.v1.SecurityEventReported',
  'chargeplane.ocpp.v1.CertificateSigningRequested',
  'chargeplane.ocpp.v1.CommandCompleted',
  'chargeplane.ocpp.v1.IdentityContested',
  // Of no session at all.
  'chargeplane.ocpp.v1.ConnectionRefused',
])

const where = { component: 'Connector', variable: 'AvailabilityState', evseId: 3, connectorId: 1 }
const blankWhere = { componentInstance: '', variableInstance: '' }
const telling: Record<string, object> = {
  'chargeplane.ocpp.v1.StationConnected': { ocppVersion: '2.0.1' },
  'chargeplane.ocpp.v1.StationDisconnected': { reason: 'closed' },
  'chargeplane.ocpp.v1.StationBooted': { vendor: 'Zombie', registrationStatus: 'Rejected' },
  'chargeplane.ocpp.v1.StatusReported': { evseId: 3, connectorId: 1, status: 'Faulted' },
  'chargeplane.ocpp.v1.DeviceModelReported': {
    variables: [{ ...where, ...blankWhere, attribute: 'Actual', value: 'x', mutability: '' }],
  },
  'chargeplane.ocpp.v1.MonitoredEventsReported': { events: [{ ...where, ...blankWhere, actualValue: 'Faulted' }] },
  'chargeplane.ocpp.v1.FirmwareStatusReported': { status: 'Installed', requestId: 7n },
  'chargeplane.ocpp.v1.LogUploadReported': { status: 'Uploaded', requestId: 7n },
  'chargeplane.ocpp.v1.BatterySwapped': { kind: 'BatteryIn', requestId: 7n },
  'chargeplane.ocpp.v1.ReservationEnded': { status: 'Expired', reservationId: 7n },
}

describe('promises 19 and 21: the word of a zombie changes nothing', () => {
  let bench: Bench
  before(async () => {
    bench = await openBench()
    await bench.register('CP-1')
    // Another edge has taken the station over at minute 5.
    await sessionsOf(bench).connected(11, 5)
  })
  after(() => bench.close())

  const handlers = eventHandlers({ tellsBackOff: true })
  for (const type of ocppTypes(handlers).filter(each => !facts.has(each))) {
    it(type, async () => {
      const say = (epoch: number, at: number) =>
        deliverBlank(bench.database, handlers, type, { ...telling[type], origin: origin(epoch, 7 + at, at) })
      const before = await everyRow(bench.database)
      await say(10, 6)
      assert.deepEqual(await everyRow(bench.database), before)
      // The same word of the present session, or of the next for what begins one, does change something: this test sees changes.
      await say(type.endsWith('Connected') || type.endsWith('Disconnected') ? 12 : 11, 7)
      assert.notDeepEqual(await everyRow(bench.database), before)
      await bench.database.query('DELETE FROM sessions')
      await bench.database.query('DELETE FROM station_facts')
      await sessionsOf(bench).connected(11, 5)
    })
  }

  it('keeps what are facts', async () => {
    const before = await everyRow(bench.database)
    await deliverBlank(bench.database, handlers, 'chargeplane.ocpp.v1.SecurityEventReported', {
      origin: origin(10, 9, 6),
      occurredAt: minute(6),
      type: 'TamperDetectionActivated',
    })
    const { security_events: kept = [] } = await everyRow(bench.database)
    assert.equal(kept.length, 1 + (before.security_events?.length ?? 0))
  })
})
