// The service as a process: ends of transactions in from Kafka, records and invoices out over gRPC and Kafka; killed in the middle of it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  ChargeRecordServiceService,
  InvoiceServiceService,
  TariffServiceService,
} from '@chargeplane/proto/billing/v1/billing'
import type { TransactionEnded } from '@chargeplane/proto/transactions/v1/events'
import { openServiceWorld, type ServiceInstance, type ServiceWorld, until } from '@chargeplane/service/testing'
import { migrations } from './migrations.ts'
import { endedMessage } from './testing/sessions.ts'
import { perKwh, tariffMessage } from './testing/tariffs.ts'

describe('the billing service', () => {
  let world: ServiceWorld
  let service: ServiceInstance
  const clients = () => ({
    tariffs: service.client(TariffServiceService),
    records: service.client(ChargeRecordServiceService),
    invoices: service.client(InvoiceServiceService),
  })
  const publish = (data: TransactionEnded) =>
    world.producer.publish({
      type: 'chargeplane.transactions.v1.TransactionEnded',
      tenant: 'acme',
      subject: data.stationId,
      id: `acme/${data.stationId}/${data.transactionId}/ended`,
      data,
    })
  const page = { tenant: 'acme', stationId: '', pageSize: 1000, pageToken: '' }
  const errors = () => service.lines.filter(({ level }) => level === 'error')

  before(async () => {
    world = await openServiceWorld({
      main: new URL('main.ts', import.meta.url),
      migrations,
      env: { CHARGEPLANE_TRANSACTIONS_ADDRESS: '127.0.0.1:1' },
    })
    service = await world.start()
  })
  after(() => world.close())

  it('turns one end, told twice, into one record and one invoice, and says so', async () => {
    const heard = await world.hear('billing.events')
    const { tariffs, records, invoices } = clients()
    const elements = [perKwh('0.30', '19')]
    await tariffs.putTariff({ tariff: tariffMessage({ elements, validFrom: '2026-01-01T00:00:00Z' }) })
    await publish(endedMessage())
    await publish(endedMessage())
    await publish(endedMessage({ transactionId: '18', energyWh: '', reviewReason: 'meter_backwards' }))
    await until('three events of billing', () => heard.length >= 3)
    const { chargeRecords } = await records.listChargeRecords(page)
    // 20 kWh x 0.30 = 6.00, 19 % of it 1.14.
    assert.deepEqual(
      chargeRecords.map(record => [record.transactionId, record.status, record.reviewReason, record.totalMinor]).sort(),
      [
        ['17', 'billed', '', 714n],
        ['18', 'review', 'meter_backwards', 0n],
      ],
    )
    const [invoice, ...more] = (await invoices.listInvoices(page)).invoices
    assert.deepEqual(more, [])
    assert.deepEqual([invoice?.netMinor, invoice?.vatMinor, invoice?.totalMinor], [600n, 114n, 714n])
    assert.deepEqual((await invoices.getLedgerBalance({ tenant: 'acme' })).balances, [
      { currency: 'EUR', sumMinor: '0', entries: 3n },
    ])
    assert.deepEqual(heard.map(({ type }) => type.split('.').at(-1)).sort(), [
      'ChargeRecordCreated',
      'ChargeRecordCreated',
      'InvoiceIssued',
    ])
    const issued = heard.find(event => event.type === 'chargeplane.billing.v1.InvoiceIssued')
    assert.deepEqual(issued?.data, { invoice })
    await assert.rejects(tariffs.putTariff({ tariff: tariffMessage({ elements: [perKwh('-1')] }) }), {
      code: 'invalid_argument',
      field: 'elements[0].priceComponents[0].price',
    })
    assert.deepEqual(errors(), [])
  })

  it('sets aside what it can not read, and goes on', async () => {
    const unreadable = endedMessage({ transactionId: '19', startedAt: 'yesterday' })
    await publish(unreadable)
    await publish(endedMessage({ transactionId: '20' }))
    const { records } = clients()
    await until('the record after the unreadable one', async () => {
      const { chargeRecords } = await records.listChargeRecords(page)
      return chargeRecords.some(({ transactionId }) => transactionId === '20')
    })
    assert.deepEqual(
      errors().map(({ attributes }) => attributes?.code),
      ['invalid_argument'],
    )
  })

  it('bills every transaction once, though it is killed while it does', async () => {
    const count = 400
    const ends = Array.from({ length: count }, (_, index) =>
      endedMessage({ stationId: `K${index % 20}`, transactionId: `K${index}` }),
    )
    await Promise.all(ends.slice(0, count / 2).map(publish))
    const reader = clients()
    await until('a part of the records', async () => {
      const { chargeRecords } = await reader.records.listChargeRecords(page)
      return chargeRecords.some(({ stationId }) => stationId.startsWith('K'))
    })
    await service.stop('SIGKILL')
    // What was said already comes again too.
    await Promise.all(ends.map(publish))
    service = await world.start()
    const { records, invoices } = clients()
    const billed = async () => {
      const { chargeRecords } = await records.listChargeRecords(page)
      return chargeRecords.filter(({ stationId, status }) => stationId.startsWith('K') && status === 'billed')
    }
    await until('all records', async () => (await billed()).length >= count, 60_000)
    assert.equal(new Set((await billed()).map(({ transactionId }) => transactionId)).size, count)
    const all = (await invoices.listInvoices(page)).invoices
    const numbers = all.map(({ number }) => Number(number.slice(5))).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      Array.from({ length: count + 2 }, (_, index) => index + 1),
    )
    const { balances } = await invoices.getLedgerBalance({ tenant: 'acme' })
    assert.deepEqual(balances, [{ currency: 'EUR', sumMinor: '0', entries: BigInt(3 * (count + 2)) }])
  })

  it('ends in order on SIGTERM', async () => assert.equal(await service.stop(), 0))
})
