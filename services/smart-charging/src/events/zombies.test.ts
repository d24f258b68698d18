// Promises 19 and 21 at this receiver: whatever a paused edge says late of a session that has been replaced, nothing here changes.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deliverBlank, everyRow, ocppTypes } from '@chargeplane/service/testing'
import { eventHandlers as handlersOf } from '../handlers.ts'
import { type ChargingBench, needsOf, openChargingBench, profileOf, scheduleOf } from '../testing/charging.ts'
import { origin } from '../testing/origin.ts'

const telling: Record<string, object> = {
  'chargeplane.ocpp.v1.ChargingNeedsReported': { evseId: 1, needs: needsOf(), status: 'Accepted' },
  'chargeplane.ocpp.v1.EvScheduleReported': { evseId: 1, status: 'Rejected' },
  'chargeplane.ocpp.v1.ChargingLimitReported': { evseId: 1, source: 'EMS', schedules: [scheduleOf(8)] },
  'chargeplane.ocpp.v1.ChargingLimitCleared': { evseId: 1, source: 'EMS' },
  'chargeplane.ocpp.v1.ChargingProfilesReported': { evseId: 1, requestId: 7n, profiles: [profileOf({ id: 1 })] },
}

const eventHandlers = handlersOf(() => undefined)

describe('promises 19 and 21: the word of a zombie changes nothing', () => {
  let bench: ChargingBench
  before(async () => {
    bench = await openChargingBench()
    await bench.site(60)
  })
  after(() => bench.close())

  const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 10, minutes)).toISOString()
  const say = (type: ReturnType<typeof ocppTypes>[number], epoch: bigint, minutes: number) =>
    deliverBlank(bench.database, eventHandlers, type, {
      ...telling[type],
      origin: { ...origin('CS1', epoch), receivedAt: at(minutes), sequence: minutes },
    })

  // What a station has accepted it holds, whoever carried the command: a fact.
  const types = ocppTypes(eventHandlers).filter(type => type !== 'chargeplane.ocpp.v1.CommandCompleted')
  for (const type of types) {
    it(type, async () => {
      await say('chargeplane.ocpp.v1.StationConnected', 11n, 5)
      const before = await everyRow(bench.database)
      await say(type, 10n, 6)
      assert.deepEqual(await everyRow(bench.database), before)
      if (type.endsWith('Connected') || type.endsWith('Disconnected')) return
      await say(type, 10n, 4)
      assert.notDeepEqual(await everyRow(bench.database), before, 'said before it was replaced: it counts')
      await bench.reset()
      await bench.site(60)
    })
  }

  it('a session that has ended does not begin again', async () => {
    await say('chargeplane.ocpp.v1.StationDisconnected', 11n, 8)
    const before = await everyRow(bench.database)
    await say('chargeplane.ocpp.v1.StationConnected', 11n, 5)
    assert.deepEqual(await everyRow(bench.database), before)
  })
})
