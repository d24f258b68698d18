// Functional block I, tariff and cost.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { chargeAt, perKwh, recordOf } from './charge.ts'

const charging = { transactionInfo: { chargingState: 'Charging' } }
const idle = { transactionInfo: { chargingState: 'Idle', stoppedReason: 'EVDisconnected' } }

const dayTariff = (prices: Json[]) => ({
  tariffId: 'cert-1',
  currency: 'EUR',
  energy: { taxRates: [{ type: 'vat', tax: 19 }], prices },
})
/** Dear by day, cheap by night: OCPP says both in local time (I07.FR.17). */
const byDay = dayTariff([
  { priceKwh: 0.4, conditions: { startTimeOfDay: '08:00', endTimeOfDay: '18:00' } },
  { priceKwh: 0.25 },
])

/** Sends a tariff in OCPP's own words, and hands back what the API says that the station answered. */
async function sends(scene: Scene, action: string, payload: Json, answer: Json) {
  const station = await scene.boot()
  const { request, response } = await scene.exchange(station, action, payload, answer)
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.outcome, response.body.response], [200, 'answered', answer])
}

describe('I tariff and cost', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['TC_I_01_CSMS', 'I02.FR.01'],
      version,
      'tells what a charge has cost with every reading of the meter',
      async scene => {
        const { station, idToken, event } = await chargeAt(scene, [perKwh('0.30', '19')])
        const authorized = await station.result('Authorize', { idToken: { idToken, type: 'ISO14443' } })
        assert.partialDeepStrictEqual(authorized, { idTokenInfo: { status: 'Accepted' } })
        assert.equal('totalCost' in (await event('Started', 'Authorized', 1000)), false)
        await event('Updated', 'ChargingStateChanged', undefined, charging)
        // 2 kWh x 0.30 = 0.60 and 19 %; 5 kWh x 0.30 = 1.50 and 19 %.
        assert.equal((await event('Updated', 'MeterValuePeriodic', 3000)).totalCost, 0.71)
        assert.equal((await event('Updated', 'MeterValuePeriodic', 6000)).totalCost, 1.79)
      },
    )

    certify(['I02.FR.01', 'I02.FR.02'], version, 'tells a running cost of the operator’s own', async scene => {
      const { station, transactionId, event } = await chargeAt(scene, [])
      await event('Started', 'Authorized', 1000)
      const payload = { totalCost: 3.14, transactionId }
      const { request, response } = await scene.exchange(station, 'CostUpdated', payload, {})
      assert.deepEqual([request, response.body.response], [payload, {}])
    })

    certify(
      ['TC_I_02_CSMS', 'I03.FR.02'],
      version,
      'tells at the end what the charge has cost, which is what is invoiced',
      async scene => {
        const { event, transactionId, station } = await chargeAt(scene, [perKwh('0.30', '19')])
        await event('Started', 'Authorized', 1000)
        await event('Updated', 'ChargingStateChanged', undefined, charging)
        const { totalCost } = await event('Ended', 'EVCommunicationLost', 6000, idle)
        assert.equal(totalCost, 1.79)
        const record = await recordOf(scene, station)
        assert.equal(record.transactionId, transactionId)
        assert.deepEqual([record.status, record.totalMinor], ['billed', 179])
      },
    )

    certify(['I03.FR.04'], version, 'tells a free charge from one whose cost is not known', async scene => {
      const free = await chargeAt(scene, [perKwh('0')])
      await free.event('Started', 'Authorized', 1000)
      assert.equal((await free.event('Ended', 'EVDeparted', 4000, idle)).totalCost, 0)
      const unknown = await chargeAt(scene, [])
      await unknown.event('Started', 'Authorized', 1000)
      assert.equal('totalCost' in (await unknown.event('Ended', 'EVDeparted', 4000, idle)), false)
    })
  }

  certify(['TC_I_101_CSMS', 'I07.FR.10'], '2.1', 'sets a default tariff that changes by the time of day', scene =>
    sends(scene, 'SetDefaultTariff', { evseId: 0, tariff: byDay }, { status: 'Accepted' }),
  )

  certify(['I07.FR.11', 'I07.FR.18'], '2.1', 'sets one of our own tariffs as the default', async scene => {
    const { station } = await chargeAt(scene, [perKwh('0.30', '19'), { ...perKwh('6'), type: 'TIME' }])
    const path = `/v1/stations/${station.id}/commands/default-tariff`
    const asking = scene.api.patiently('POST', path, { tariffId: station.id, evseId: 1 })
    const asked = await station.expect('SetDefaultTariff')
    asked.answer({ status: 'Accepted' })
    assert.equal((await asking).status, 200)
    const { evseId, tariff } = asked.payload as { evseId: number; tariff: Json }
    assert.ok(Date.parse(String(tariff.validFrom)) <= Date.now())
    const vat = (tax: number) => [{ type: 'vat', tax }]
    assert.partialDeepStrictEqual(
      [evseId, tariff],
      [
        1,
        {
          tariffId: `${station.id}.1`,
          currency: 'EUR',
          energy: { taxRates: vat(19), prices: [{ priceKwh: 0.3 }] },
          chargingTime: { taxRates: vat(0), prices: [{ priceMinute: 0.1 }] },
        },
      ],
    )
  })

  certify(['TC_I_102_CSMS', 'I07.FR.02'], '2.1', 'hears that a default tariff has too many elements', scene =>
    sends(scene, 'SetDefaultTariff', { evseId: 1, tariff: byDay }, { status: 'TooManyElements' }),
  )

  certify(['TC_I_105_CSMS', 'I07.FR.03'], '2.1', 'hears that a station knows no conditions', scene =>
    sends(scene, 'SetDefaultTariff', { evseId: 1, tariff: byDay }, { status: 'ConditionNotSupported' }),
  )

  certify(
    ['TC_I_106_CSMS', 'I07.FR.01', 'I07.FR.04', 'I07.FR.05', 'I07.FR.06'],
    '2.1',
    'hears why a default tariff is refused, and sends none that breaks the schema',
    async scene => {
      const station = await scene.boot()
      const payload = { evseId: 9, tariff: byDay }
      for (const answer of [
        { status: 'DuplicateTariffId' },
        { status: 'Rejected', statusInfo: { reasonCode: 'InvalidValue' } },
        { status: 'Rejected', statusInfo: { reasonCode: 'UnknownEvse' } },
      ]) {
        const { response } = await scene.exchange(station, 'SetDefaultTariff', payload, answer)
        assert.deepEqual(response.body.response, answer)
      }
      const { status } = await scene.command(station, 'SetDefaultTariff', { evseId: 1, tariff: { currency: 'EUR' } })
      assert.equal(status, 400)
    },
  )

  certify(
    ['TC_I_109_CSMS', 'I08.FR.01', 'I08.FR.08', 'I08.FR.09'],
    '2.1',
    'tells an authorized driver the tariff, under an id that changes with it',
    async scene => {
      const { station, idToken } = await chargeAt(scene, [perKwh('0.30', '19')])
      const authorize = (token: string) =>
        station.result('Authorize', { idToken: { idToken: token, type: 'ISO14443' } })
      const { tariff } = await authorize(idToken)
      assert.deepEqual(tariff, {
        tariffId: `${station.id}.1`,
        currency: 'EUR',
        description: [{ format: 'UTF8', content: station.id }],
        energy: { taxRates: [{ type: 'vat', tax: 19 }], prices: [{ priceKwh: 0.3 }] },
      })
      const blocked = await authorize(await scene.token({ status: 'Blocked' }))
      assert.deepEqual([Object.keys(blocked), 'tariff' in blocked], [['idTokenInfo'], false])
    },
  )

  certify(['I09.FR.01', 'I09.FR.02'], '2.1', 'asks which tariffs a station has', scene =>
    sends(
      scene,
      'GetTariffs',
      { evseId: 0 },
      { status: 'Accepted', tariffAssignments: [{ tariffId: 'cert-1', tariffKind: 'DefaultTariff', evseIds: [1, 2] }] },
    ),
  )

  certify(['TC_I_110_CSMS', 'I10.FR.01', 'I10.FR.02'], '2.1', 'clears tariffs, all or some', async scene => {
    await sends(scene, 'ClearTariffs', {}, { clearTariffsResult: [{ tariffId: 'cert-1', status: 'Accepted' }] })
    const none = { clearTariffsResult: [{ tariffId: 'cert-2', status: 'NoTariff' }] }
    await sends(scene, 'ClearTariffs', { tariffIds: ['cert-2'], evseId: 1 }, none)
  })

  for (const [id, requirement, status] of [
    ['TC_I_113_CSMS', 'I11.FR.02', 'TooManyElements'],
    ['TC_I_114_CSMS', 'I11.FR.03', 'ConditionNotSupported'],
    ['TC_I_115_CSMS', 'I11.FR.10', 'Accepted'],
  ] as const) {
    certify([id, requirement], '2.1', `changes the tariff of a transaction, which is ${status}`, async scene => {
      const { station, transactionId, event } = await chargeAt(scene, [])
      await event('Started', 'Authorized', 1000)
      const payload = { transactionId, tariff: byDay }
      const { request, response } = await scene.exchange(station, 'ChangeTransactionTariff', payload, { status })
      assert.deepEqual([request, response.body.response], [payload, { status }])
    })
  }

  certify(['I11.FR.10'], '2.1', 'changes the tariff of a transaction to one of our own', async scene => {
    const { station, transactionId } = await chargeAt(scene, [perKwh('0.30')])
    const path = `/v1/stations/${station.id}/commands/transaction-tariff`
    const asking = scene.api.patiently('POST', path, { tariffId: station.id, transactionId })
    const asked = await station.expect('ChangeTransactionTariff')
    asked.answer({ status: 'NoCurrencyChange' })
    assert.partialDeepStrictEqual(await asking, { status: 200, body: { response: { status: 'NoCurrencyChange' } } })
    assert.partialDeepStrictEqual(asked.payload, { transactionId, tariff: { energy: { prices: [{ priceKwh: 0.3 }] } } })
    assert.equal('validFrom' in (asked.payload.tariff as Json), false)
  })

  certify(
    ['TC_I_122_CSMS', 'I12.FR.01'],
    '2.1',
    'takes the cost that a station has worked out, and goes by its own',
    async scene => {
      const { event } = await chargeAt(scene, [perKwh('0.30')])
      await event('Started', 'Authorized', 1000, { transactionInfo: { tariffId: 'cert-1' } })
      const total = { exclTax: 1.5, inclTax: 1.5 }
      const costDetails = {
        totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', energy: total, total },
        totalUsage: { energy: 5000, chargingTime: 60, idleTime: 0 },
      }
      assert.deepEqual(await event('Ended', 'EVDeparted', 6000, { ...idle, costDetails }), { totalCost: 1.5 })
    },
  )
})
