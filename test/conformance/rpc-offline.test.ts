// What stations queue, repeat and send late (OCPP 1.6 3.7, 2.x E04, E13, J01, J02).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json } from '../harness/wire-station.ts'
import { bootPayload, certify, type Scene } from './certify.ts'

interface SeenTransaction {
  stationId: string
  transactionId: string
}

const transactionsOf = async (scene: Scene, stationId: string): Promise<SeenTransaction[]> =>
  (await scene.api.all<SeenTransaction>(`/v1/transactions?station=${stationId}`)).filter(
    one => one.stationId === stationId,
  )

const event = (eventType: string, seqNo: number, more: Json = {}): Json => ({
  ...{ eventType, seqNo, timestamp: `2026-01-02T03:0${seqNo}:00Z`, triggerReason: 'CablePluggedIn' },
  ...{ transactionInfo: { transactionId: 'offline-1' }, evse: { id: 1, connectorId: 1 } },
  ...more,
})

describe('RPC: offline and retry', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['rule 42', 'E04.FR.01'],
      version,
      'P21 E04: old events, marked offline, with gaps and out of order, are each taken',
      async scene => {
        const station = await scene.boot()
        for (const payload of [
          event('Ended', 5, { offline: true }),
          event('Started', 0, { offline: true }),
          event('Updated', 3, { offline: true }),
        ]) {
          await station.result('TransactionEvent', payload)
        }
        const [one, ...more] = await until(
          async () => {
            const seen = await transactionsOf(scene, station.id)
            return seen.length > 0 && seen
          },
          { what: 'the transaction to be known' },
        )
        assert.deepEqual([one?.transactionId, more], ['offline-1', []])
      },
    )

    certify(
      ['rule 43', 'E13.FR.01'],
      version,
      'P21 E13: what is sent again, in another session and under another id, counts once',
      async scene => {
        const registered = await scene.register()
        for (const round of [1, 2]) {
          const station = await scene.connect(registered)
          if (round === 1) await station.result('BootNotification', bootPayload(version))
          for (const payload of [event('Started', 0), event('Ended', 1)])
            await station.result('TransactionEvent', payload)
          await station.close()
        }
        await until(async () => (await transactionsOf(scene, registered.id)).length === 1, { what: 'one transaction' })
      },
    )
  }

  certify(
    ['rule 42', 'rule 43'],
    '1.6',
    'O16 3.7: a start that is sent again gets the id it had, and a stop alone is taken',
    async scene => {
      const registered = await scene.register()
      const start = { connectorId: 1, idTag: await scene.token(), meterStart: 5, timestamp: '2026-01-02T03:04:05Z' }
      const ids: unknown[] = []
      for (const round of [1, 2]) {
        const station = await scene.connect(registered)
        if (round === 1) await station.result('BootNotification', bootPayload('1.6'))
        ids.push((await station.result('StartTransaction', start)).transactionId)
        await station.result('StopTransaction', {
          transactionId: 4711,
          meterStop: 9,
          timestamp: '2026-01-01T00:00:00Z',
        })
        await station.close()
      }
      assert.equal(ids[0], ids[1])
    },
  )

  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(
      ['rule 44', 'J01.FR.18', 'J02.FR.19'],
      version,
      'meter values and transaction messages are answered, whatever is wrong with them',
      async scene => {
        const station = await scene.boot()
        const actions =
          version === '1.6'
            ? ['MeterValues', 'StopTransaction', 'StartTransaction']
            : ['MeterValues', 'TransactionEvent']
        const broken = [
          {},
          { connectorId: 'x', evseId: 'x', meterValue: 5 },
          { eventType: 'Ended', seqNo: -1, transactionId: -1, meterValue: [null] },
        ]
        for (const action of actions) {
          for (const payload of broken)
            assert.equal((await station.call(action, payload)).type, 'result', `${action} ${JSON.stringify(payload)}`)
        }
      },
    )

    certify(
      ['rule 45'],
      version,
      'P201 QueueAllMessages: messages of days ago are taken like those of today',
      async scene => {
        const station = await scene.boot()
        const timestamp = '2025-06-01T00:00:00Z'
        const status =
          version === '1.6'
            ? { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp }
            : { evseId: 1, connectorId: 1, connectorStatus: 'Available', timestamp }
        await station.result('StatusNotification', status)
        await station.result('SecurityEventNotification', { type: 'SettingSystemTime', timestamp })
      },
    )

    certify(['rule 47'], version, 'APP 1: security events of any type, also unknown ones', async scene => {
      const station = await scene.boot()
      for (const type of ['StartupOfTheDevice', 'TamperDetectionActivated', 'SomethingOfTheVendor']) {
        await station.result('SecurityEventNotification', { type, timestamp: '2026-01-02T03:04:05Z', techInfo: 'x' })
      }
    })
  }
})
