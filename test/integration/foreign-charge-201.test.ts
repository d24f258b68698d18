// A whole 2.0.1 charge by a station of other people's making, and the invoice worked out by hand.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, it } from 'node:test'
import type { ApiChargeRecord, ApiInvoice, ApiTransaction } from '../fleet/reconcile.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { until } from '../harness/until.ts'
import { foreignStation, putTariff, putToken, registerStation } from '../harness/world.ts'

interface FullRecord extends ApiChargeRecord {
  chargingSeconds: number
  parkingSeconds: number
}

describe('a 2.0.1 charge by a foreign client', () => {
  let platform: SharedPlatform
  let errors: () => string[]
  before(async () => {
    platform = await sharedPlatform()
    errors = platform.watchErrors()
    await putTariff(platform.api, 'FOREIGN-201', [
      { type: 'ENERGY', price: '0.2875', vat: '7', stepSize: 1_000 },
      { type: 'TIME', price: '1.20', vat: '7', stepSize: 300 },
    ])
    await putToken(platform.api, 'CARD201')
  })

  it('is answered, stored, priced and invoiced', async () => {
    const password = await registerStation(platform.api, 'FOREIGN-201')
    const station = foreignStation(platform.edges[0]?.url ?? '', 'FOREIGN-201', password, 'ocpp2.0.1')
    await station.connect()
    const boot = await station.call('BootNotification', {
      reason: 'PowerUp',
      chargingStation: { vendorName: 'Foreign', model: 'F2' },
    })
    assert.equal(boot.status, 'Accepted')
    const now = new Date().toISOString()
    await station.call('StatusNotification', { timestamp: now, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 })
    const idToken = { idToken: 'CARD201', type: 'ISO14443' }
    const authorized = await station.call('Authorize', { idToken })
    assert.deepEqual(authorized.idTokenInfo, { status: 'Accepted' })

    const start = Date.now()
    const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString()
    const transactionId = randomUUID()
    let seqNo = 0
    const say = (
      eventType: string,
      minutes: number,
      kWh: number,
      chargingState: string,
      more: Record<string, unknown> = {},
    ) =>
      station.call('TransactionEvent', {
        eventType,
        timestamp: at(minutes),
        triggerReason: eventType === 'Started' ? 'Authorized' : 'MeterValuePeriodic',
        seqNo: seqNo++,
        transactionInfo: {
          transactionId,
          chargingState,
          ...(eventType === 'Ended' ? { stoppedReason: 'EVDisconnected' } : {}),
        },
        evse: { id: 1, connectorId: 1 },
        meterValue: [
          {
            timestamp: at(minutes),
            sampledValue: [{ value: kWh, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'kWh' } }],
          },
        ],
        ...more,
      })
    const started = await say('Started', 0, 100, 'Charging', { idToken })
    assert.deepEqual(started.idTokenInfo, { status: 'Accepted' })
    await say('Updated', 20, 107.3, 'Charging')
    await say('Ended', 41, 112.25, 'EVConnected', { idToken })
    await station.close()

    const path = `/v1/stations/FOREIGN-201/transactions/${transactionId}`
    const transaction = await until(
      async () => {
        const found = await platform.api.get<ApiTransaction>(path)
        return found.status === 'ended' && found
      },
      { what: 'the transaction to end' },
    )
    assert.equal(transaction.energyWh, 12_250)
    const record = await until(
      async () => (await platform.api.all<FullRecord>('/v1/charge-records?station=FOREIGN-201'))[0],
      {
        what: 'a charge record',
      },
    )
    assert.equal(record.chargingSeconds, 41 * 60)
    assert.equal(record.parkingSeconds, 0)
    const invoice = await platform.api.get<ApiInvoice & { netMinor: number; vatMinor: number }>(
      `/v1/invoices/${record.invoiceId}`,
    )
    // By hand: 12.25 kWh in steps of 1 kWh = 13 x 0.2875 = 3.7375 -> 3.74, VAT 7 % of 3.7375 = 0.2616 -> 0.26;
    // 41 min in steps of 5 = 45 min x 1.20/h = 0.90, VAT 0.063 -> 0.06.
    assert.deepEqual([invoice.netMinor, invoice.vatMinor, invoice.totalMinor], [464, 32, 496])
    assert.deepEqual(errors(), [])
  })
})
