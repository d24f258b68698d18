// A whole 1.6 charge by a station of other people's making, and the invoice worked out by hand.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { ApiChargeRecord, ApiInvoice, ApiTransaction } from '../fleet/reconcile.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { until } from '../harness/until.ts'
import { foreignStation, putTariff, putToken, registerStation } from '../harness/world.ts'

interface FullRecord extends ApiChargeRecord {
  chargingSeconds: number
  parkingSeconds: number
}
interface FullInvoice extends ApiInvoice {
  netMinor: number
  vatMinor: number
  currency: string
  lines: { dimension: string; netMinor: number; vatMinor: number }[]
}

describe('a 1.6 charge by a foreign client', () => {
  let platform: SharedPlatform
  let errors: () => string[]
  before(async () => {
    platform = await sharedPlatform()
    errors = platform.watchErrors()
    await putTariff(platform.api, 'FOREIGN-16', [
      { type: 'FLAT', price: '0.50', vat: '19', stepSize: 1 },
      { type: 'ENERGY', price: '0.40', vat: '19', stepSize: 1 },
      { type: 'PARKING_TIME', price: '3.00', vat: '19', stepSize: 60 },
    ])
    await putToken(platform.api, 'CARD16')
  })

  it('is answered, stored, priced and invoiced', async () => {
    const password = await registerStation(platform.api, 'FOREIGN-16')
    const station = foreignStation(platform.edges[0]?.url ?? '', 'FOREIGN-16', password, 'ocpp1.6')
    await station.connect()
    const boot = await station.call('BootNotification', { chargePointVendor: 'Foreign', chargePointModel: 'F1' })
    assert.equal(boot.status, 'Accepted')
    assert.ok(Math.abs(Date.parse(String(boot.currentTime)) - Date.now()) < 60_000)
    await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' })
    const authorized = await station.call('Authorize', { idTag: 'CARD16' })
    assert.deepEqual(authorized.idTagInfo, { status: 'Accepted' })

    // The tariff was put just now, so the charge begins now and ends 30 minutes later by the station's clock.
    const start = Date.now()
    const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString()
    const started = await station.call('StartTransaction', {
      connectorId: 1,
      idTag: 'CARD16',
      meterStart: 1_000,
      timestamp: at(0),
    })
    const transactionId = Number(started.transactionId)
    assert.ok(Number.isInteger(transactionId) && transactionId > 0 && transactionId < 2 ** 31)
    const reading = (minutes: number, wh: string, unit: string) =>
      station.call('MeterValues', {
        connectorId: 1,
        transactionId,
        meterValue: [
          { timestamp: at(minutes), sampledValue: [{ value: wh, measurand: 'Energy.Active.Import.Register', unit }] },
        ],
      })
    await reading(10, '6000', 'Wh')
    await reading(20, '11.5', 'kWh')
    // Full after 20 minutes: the last 10 are parking.
    await reading(30, '11500', 'Wh')
    await station.call('StopTransaction', {
      transactionId,
      idTag: 'CARD16',
      meterStop: 11_500,
      timestamp: at(30),
      reason: 'EVDisconnected',
    })
    await station.close()

    const path = `/v1/stations/FOREIGN-16/transactions/${transactionId}`
    const transaction = await until(
      async () => {
        const found = await platform.api.get<ApiTransaction & { startedAt: string; endedAt: string }>(path)
        return found.status === 'ended' && found
      },
      { what: 'the transaction to end' },
    )
    assert.equal(transaction.energyWh, 10_500)
    assert.equal(Date.parse(transaction.endedAt) - Date.parse(transaction.startedAt), 30 * 60_000)

    const record = await until(
      async () => (await platform.api.all<FullRecord>('/v1/charge-records?station=FOREIGN-16'))[0],
      {
        what: 'a charge record',
      },
    )
    assert.equal(record.status, 'billed')
    assert.equal(record.energyWh, '10500')
    assert.equal(record.chargingSeconds, 20 * 60)
    assert.equal(record.parkingSeconds, 10 * 60)

    const invoice = await platform.api.get<FullInvoice>(`/v1/invoices/${record.invoiceId}`)
    // By hand, each line rounded once: 0.50 | 10.5 kWh x 0.40 = 4.20 | 10 min x 3.00/h = 0.50; VAT 19 %: 9.5 -> 10, 79.8 -> 80, 9.5 -> 10 cents.
    const line = (dimension: string) => {
      const found = invoice.lines.find(l => l.dimension === dimension)
      return found && [found.netMinor, found.vatMinor]
    }
    assert.deepEqual(line('FLAT'), [50, 10])
    assert.deepEqual(line('ENERGY'), [420, 80])
    assert.deepEqual(line('PARKING_TIME'), [50, 10])
    assert.deepEqual([invoice.netMinor, invoice.vatMinor, invoice.totalMinor, invoice.currency], [520, 100, 620, 'EUR'])
    const ledger = await platform.api.get<{ balances: { sumMinor: number; entries: number }[] }>('/v1/ledger/balance')
    assert.deepEqual(
      ledger.balances.map(b => b.sumMinor),
      [0],
    )
    assert.deepEqual(errors(), [])
  })
})
