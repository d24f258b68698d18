import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { StationConnected } from '@chargeplane/proto/ocpp/v1/connections'
import { deliver } from '@chargeplane/service/testing'
import { loadMembers } from '../members.ts'
import { listChargingNeeds } from '../rpc/list-charging-needs.ts'
import { type ChargingBench, needsOf, nextOrigin, openChargingBench, scheduleOf, station } from '../testing/charging.ts'
import { origin } from '../testing/origin.ts'
import { chargingNeedsReported } from './charging-needs-reported.ts'
import { evScheduleReported } from './ev-schedule-reported.ts'
import { stationConnected } from './station-connected.ts'
import { transactionEnded } from './transaction-ended.ts'

describe('charging needs', () => {
  let bench: ChargingBench
  before(async () => {
    bench = await openChargingBench()
  })
  after(() => bench.close())
  beforeEach(async () => {
    await bench.reset()
    await bench.site(60)
  })

  const report = (status: string, maxCurrentA = 16, from = nextOrigin()) =>
    deliver(bench.database, chargingNeedsReported, 'chargeplane.ocpp.v1.ChargingNeedsReported', {
      origin: from,
      evseId: 1,
      needs: needsOf({ maxCurrentA }),
      status,
    })
  const member = async () => {
    const [own] = await loadMembers(bench.database, 'default', 'S')
    return [own?.ceilingA, own?.profilesOwed]
  }

  it('are kept, cap the EVSE, and owe a profile where one was promised (K15.FR.07)', async () => {
    await report('Accepted')
    assert.deepEqual(await member(), [16, 1])
    await report('Processing', 10)
    assert.deepEqual(await member(), [10, 2])
    const { needs } = await listChargingNeeds(bench.database, station)
    assert.partialDeepStrictEqual(needs, [{ evseId: 1, status: 'Processing', needs: { maxCurrentA: 10 } }])
  })

  it('owe nothing where none was', async () => {
    await report('Rejected')
    await report('NoChargingProfile')
    assert.deepEqual(await member(), [16, 0])
  })

  it('are not changed by an older record', async () => {
    const old = nextOrigin(9n)
    await report('Rejected', 20)
    await report('Accepted', 8, old)
    assert.deepEqual(await member(), [20, 0])
  })

  it('end with their transaction, unless they came after its end', async () => {
    await report('Accepted')
    const end = (transactionId: string, endedAt: string) =>
      deliver(bench.database, transactionEnded, 'chargeplane.transactions.v1.TransactionEnded', {
        ...station,
        transactionId,
        evseId: 1,
        connectorId: 1,
        idTokenHash: '',
        startedAt: endedAt,
        endedAt,
        energyWh: '0',
        stoppedReason: '',
        periods: [],
        reviewReason: '',
      })
    await end('before', '2020-01-01T00:00:00Z')
    assert.deepEqual((await member())[0], 16)
    await end('its-own', new Date(Date.now() + 1000).toISOString())
    assert.deepEqual((await member())[0], 32)
  })

  it('are answered anew when the EV plans more than it may (K15.FR.12)', async () => {
    const plan = (status: string, epoch = 10n) =>
      deliver(bench.database, evScheduleReported, 'chargeplane.ocpp.v1.EvScheduleReported', {
        origin: nextOrigin(epoch),
        evseId: 1,
        timeBase: '',
        schedule: scheduleOf(20),
        selectedScheduleId: undefined,
        status,
      })
    await plan('Accepted')
    assert.deepEqual(await member(), [32, 0])
    await plan('Rejected')
    assert.deepEqual(await member(), [32, 1])
    const connected = StationConnected.fromPartial({ origin: origin('CS1', 11n) })
    await deliver(
      bench.database,
      stationConnected(() => undefined),
      'chargeplane.ocpp.v1.StationConnected',
      connected,
    )
    await plan('Rejected', 10n)
    assert.deepEqual(await member(), [32, 1])
  })
})
