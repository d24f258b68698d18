// Functional block G, availability.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json } from '../harness/wire-station.ts'
import { certify } from './certify.ts'
import { availability, charging, commanded, knownAs, notifyEvent, statusOf } from './commanded.ts'

const places = {
  station: [{}, {}],
  evse: [{ evseId: 1 }, { evse: { id: 1 } }],
  connector: [{ evseId: 1, connectorId: 1 }, { evse: { id: 1, connectorId: 1 } }],
} as const

const connectors = (status: string): Json => ({ connectors: [{ evseId: 1, connectorId: 1, status }] })

describe('G Availability', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    for (const [ids, place, operative] of [
      [['TC_G_03_CSMS', 'G03.FR.01'], 'evse', false],
      [['TC_G_04_CSMS', 'G03.FR.01'], 'evse', true],
      [['TC_G_05_CSMS', 'G04.FR.01'], 'station', false],
      [['TC_G_06_CSMS', 'G04.FR.01'], 'station', true],
      [['TC_G_07_CSMS', 'G03.FR.01'], 'connector', false],
      [['TC_G_08_CSMS', 'G03.FR.01'], 'connector', true],
    ] as const) {
      certify(ids, version, `takes the ${place} ${operative ? 'into' : 'out of'} service`, async scene => {
        const station = await scene.boot()
        await station.result('StatusNotification', statusOf(station, operative ? 'Unavailable' : 'Available'))
        const [body, evse] = places[place]
        const answer = ['ChangeAvailability', { status: 'Accepted' }] as const
        const sent = await commanded(scene, station, ['availability', { ...body, operative }], answer)
        assert.deepEqual(sent.request, { ...evse, operationalStatus: operative ? 'Operative' : 'Inoperative' })
        assert.equal(sent.body.status, 'Accepted')
        const status = operative ? 'Available' : 'Unavailable'
        await station.result('StatusNotification', statusOf(station, status))
        assert.deepEqual(await station.result('NotifyEvent', availability(status)), {})
        await knownAs(scene, station, connectors(status))
      })
    }

    for (const [ids, place] of [
      [['TC_G_11_CSMS', 'G03.FR.05'], 'evse'],
      [['TC_G_14_CSMS', 'G04.FR.06'], 'station'],
      [['TC_G_17_CSMS', 'G03.FR.05'], 'connector'],
    ] as const) {
      certify(ids, version, `takes the ${place} out of service once its charge has ended`, async scene => {
        const station = await scene.boot()
        const charge = await charging(scene, station)
        await station.result('StatusNotification', statusOf(station, 'Occupied'))
        const [body, evse] = places[place]
        const answer = ['ChangeAvailability', { status: 'Scheduled' }] as const
        const sent = await commanded(scene, station, ['availability', { ...body, operative: false }], answer)
        assert.deepEqual(sent.request, { ...evse, operationalStatus: 'Inoperative' })
        assert.equal(sent.body.status, 'Scheduled')
        await knownAs(scene, station, connectors('Occupied'))
        await charge.event('Ended', 'EVCommunicationLost', { stoppedReason: 'EVDisconnected', chargingState: 'Idle' })
        assert.deepEqual(await station.result('StatusNotification', statusOf(station, 'Unavailable')), {})
        await knownAs(scene, station, connectors('Unavailable'))
      })
    }

    certify(['TC_G_20_CSMS', 'G05.FR.03'], version, 'hears of a lock that failed', async scene => {
      const station = await scene.boot()
      const problem = {
        actualValue: 'true',
        component: { name: 'ConnectorPlugRetentionLock', evse: { id: 1, connectorId: 1 } },
        variable: { name: 'Problem' },
      }
      assert.deepEqual(await station.result('NotifyEvent', notifyEvent(problem)), {})
      const items = await until(
        async () => {
          const path = `/v1/stations/${station.id}/variables?component=ConnectorPlugRetentionLock`
          const page = await scene.api.get<{ items: Json[] }>(path)
          return page.items.length > 0 && page.items
        },
        { what: 'the problem to be known' },
      )
      assert.partialDeepStrictEqual(items, [{ variable: 'Problem', value: 'true', evseId: 1 }])
    })

    certify(['TC_G_01_CSMS', 'G01.FR.01'], version, 'hears of the status of each connector', async scene => {
      const station = await scene.boot()
      for (const status of ['Occupied', 'Faulted', 'Reserved', 'Unavailable', 'Available']) {
        assert.deepEqual(await station.result('StatusNotification', statusOf(station, status)), {})
        await knownAs(scene, station, connectors(status))
      }
    })
  }
})
