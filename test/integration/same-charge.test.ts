// The same physical charge, told by stations of three versions, is the same transaction, meter values, charge record and invoice.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { tailEvents } from '@chargeplane/events'
import type { OcppVersion } from '@chargeplane/ocpp'
import type { TransactionEnded } from '@chargeplane/proto/transactions/v1/events'
import { bootPayload } from '../conformance/certify.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { until } from '../harness/until.ts'
import { connectWireStation, type Json } from '../harness/wire-station.ts'
import { putToken, registerStation } from '../harness/world.ts'
import { card, tellers } from './same-charge.ts'

const versions = ['1.6', '2.0.1', '2.1'] as const satisfies readonly OcppVersion[]

interface Outcome {
  transaction: Json
  meterValues: Json[]
  record: Json
  invoice: Json
  ended: Omit<TransactionEnded, 'stationId' | 'transactionId'>
}

/** What names one charge among others, or says when it was written down. */
const names = new Set([
  'stationId',
  'transactionId',
  'updatedAt',
  'chargeRecordId',
  'createdAt',
  'invoiceId',
  'number',
  'issuedAt',
])
const unnamed = (json: object): Json => Object.fromEntries(Object.entries(json).filter(([name]) => !names.has(name)))

describe('the same charge by 1.6, 2.0.1 and 2.1', () => {
  let platform: SharedPlatform
  let tail: Awaited<ReturnType<typeof tailEvents>>
  const endings = new Map<string, TransactionEnded>()
  const outcomes = new Map<OcppVersion, Outcome>()

  before(async () => {
    platform = await sharedPlatform()
    tail = await tailEvents({
      brokers: platform.kafkaBrokers.split(','),
      clientId: 'same-charge',
      topicPrefix: platform.topicPrefix,
      topics: ['transactions.events'],
      fromBeginning: false,
      onEvent({ type, data }) {
        if (type === 'chargeplane.transactions.v1.TransactionEnded') endings.set(data.stationId, data)
      },
    })
    await tail.ready()
    await platform.api.send('PUT', '/v1/tariffs/SAME', {
      currency: 'EUR',
      name: 'Same for all',
      elements: [
        {
          priceComponents: [
            { type: 'FLAT', price: '0.50', vat: '19', stepSize: 1 },
            { type: 'ENERGY', price: '0.40', vat: '19', stepSize: 1 },
            { type: 'PARKING_TIME', price: '3.00', vat: '19', stepSize: 60 },
          ],
        },
      ],
      stationIds: versions.map(version => `SAME-${version}`),
    })
    await putToken(platform.api, card)
    // By one clock for all three, from when the tariff is in force.
    const start = Date.now()
    const clock = { at: (minutes: number) => new Date(start + minutes * 60_000).toISOString() }
    for (const version of versions) outcomes.set(version, await charge(version, clock))
  })
  after(() => tail?.close())

  async function charge(version: OcppVersion, clock: { at(minutes: number): string }): Promise<Outcome> {
    const { api } = platform
    const id = `SAME-${version}`
    const password = await registerStation(api, id)
    const station = await connectWireStation({ url: platform.edges[0]?.url ?? '', id, password, version })
    assert.partialDeepStrictEqual(await station.result('BootNotification', bootPayload(version)), {
      status: 'Accepted',
    })
    const transactionId = await tellers[version](station, clock)
    await station.close()
    const path = `/v1/stations/${id}/transactions/${transactionId}`
    const record = await until(async () => (await api.all<Json>(`/v1/charge-records?station=${id}`))[0], {
      what: `the charge record of ${id}`,
    })
    const ended = await until(() => endings.get(id), { what: `the end of the transaction of ${id}` })
    const { stationId: _, transactionId: _id, ...plain } = ended
    const invoice = await api.get<Json>(`/v1/invoices/${record.invoiceId}`)
    assert.deepEqual([ended.transactionId, record.transactionId], [transactionId, transactionId])
    return {
      transaction: unnamed(await api.get<Json>(path)),
      meterValues: await api.all<Json>(`${path}/meter-values`),
      record: unnamed(record),
      invoice: unnamed(invoice),
      ended: plain,
    }
  }

  const outcomeOf = (version: OcppVersion): Outcome => outcomes.get(version) ?? assert.fail(`no charge by ${version}`)

  it('is what the car did', () => {
    const { transaction, meterValues, record, invoice, ended } = outcomeOf('1.6')
    assert.partialDeepStrictEqual(transaction, {
      status: 'ended',
      evseId: 1,
      connectorId: 1,
      meterStartWh: 10_000,
      meterStopWh: 19_500,
      energyWh: 9_500,
      stoppedReason: 'EVDisconnected',
      missingSeqNos: [],
    })
    assert.deepEqual(
      meterValues.map(({ context, measurand, value, unit }) => [context, measurand, value, unit]),
      [
        ['Transaction.Begin', 'Energy.Active.Import.Register', '10000', 'Wh'],
        ['Sample.Periodic', 'Energy.Active.Import.Register', '16000', 'Wh'],
        ['Sample.Periodic', 'Power.Active.Import', '14250', 'W'],
        ['Sample.Periodic', 'Energy.Active.Import.Register', '19500', 'Wh'],
        ['Sample.Periodic', 'Power.Active.Import', '0', 'W'],
        ['Transaction.End', 'Energy.Active.Import.Register', '19500', 'Wh'],
      ],
    )
    assert.partialDeepStrictEqual(record, { status: 'billed', chargingSeconds: 2_400, parkingSeconds: 1_200 })
    // By hand: 0.50 + 9.5 kWh x 0.40 = 3.80 + 20 min x 3.00/h = 1.00: 5.30 and 19 % of each (0.095, 0.722, 0.19).
    assert.deepEqual([invoice.netMinor, invoice.currency], [530, 'EUR'])
    assert.deepEqual(
      ended.periods.map(({ charging, energyWh }) => [charging, energyWh]),
      [
        [true, '9500'],
        [false, '0'],
      ],
    )
  })

  for (const version of ['2.0.1', '2.1'] as const) {
    for (const part of ['transaction', 'record', 'invoice', 'ended'] as const) {
      it(`has by ${version} the same ${part}, field by field`, () => {
        assert.deepEqual(outcomeOf(version)[part], outcomeOf('1.6')[part])
      })
    }

    it(`has by ${version} the same meter values, field by field, but for how the station wrote them`, () => {
      const written = (readings: Json[]) => readings.map(({ original, ...reading }) => [typeof original, reading])
      assert.deepEqual(written(outcomeOf(version).meterValues), written(outcomeOf('1.6').meterValues))
      const [, sample] = outcomeOf(version).meterValues
      assert.equal(sample?.original, '16000 Wh')
    })
  }
})
