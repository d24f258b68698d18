// The service as a process: ends of transactions in from Kafka, records and invoices out over gRPC and Kafka; killed in the middle of it.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { createTestDatabase, migrate, type TestDatabase } from '@chargeplane/database'
import { type AnyReceivedEvent, type EventProducer, ensureTopics, openProducer, tailEvents } from '@chargeplane/events'
import {
  ChargeRecordServiceService,
  InvoiceServiceService,
  TariffServiceService,
} from '@chargeplane/proto/billing/v1/billing'
import type { TransactionEnded } from '@chargeplane/proto/transactions/v1/events'
import { rpcClient } from '@chargeplane/rpc'
import { type ServiceProcess, startServiceProcess, until } from '@chargeplane/service/testing'
import { migrations, schema } from './migrations.ts'
import { endedMessage } from './testing/sessions.ts'
import { perKwh, tariffMessage } from './testing/tariffs.ts'

const topicPrefix = `t${randomBytes(5).toString('hex')}.`

function brokers(): string[] {
  const text = process.env.KAFKA_BROKERS
  assert.ok(text, 'KAFKA_BROKERS must name a Kafka cluster for tests: run them through ./chargeplane test')
  return text.split(',')
}

describe('the billing service', () => {
  let database: TestDatabase
  let service: ServiceProcess
  let producer: EventProducer
  const start = () =>
    startServiceProcess(new URL('main.ts', import.meta.url), {
      KAFKA_BROKERS: brokers().join(','),
      CHARGEPLANE_TOPIC_PREFIX: topicPrefix,
      DATABASE_URL: database.url,
    })
  const clients = () => {
    const address = `127.0.0.1:${service.port('grpc')}`
    const [tariffs, records, invoices] = [
      rpcClient(TariffServiceService, address),
      rpcClient(ChargeRecordServiceService, address),
      rpcClient(InvoiceServiceService, address),
    ]
    const close = () => {
      for (const client of [tariffs, records, invoices]) client.close()
    }
    return { tariffs, records, invoices, close }
  }
  const publish = (data: TransactionEnded) =>
    producer.publish({
      type: 'chargeplane.transactions.v1.TransactionEnded',
      tenant: 'acme',
      subject: data.stationId,
      id: `acme/${data.stationId}/${data.transactionId}/ended`,
      data,
    })
  const page = { tenant: 'acme', stationId: '', pageSize: 1000, pageToken: '' }
  const errors = () => service.lines.filter(({ level }) => level === 'error')

  before(async () => {
    database = await createTestDatabase()
    await migrate(database.url, schema, ...migrations)
    await ensureTopics({ brokers: brokers(), topicPrefix, partitions: 2, replicationFactor: 1 })
    service = await start()
    producer = await openProducer({ brokers: brokers(), clientId: 'billing-test', topicPrefix, source: 'test' })
  })
  after(async () => {
    await producer?.close()
    await service?.stop('SIGKILL')
    await database?.drop()
  })

  it('turns one end, told twice, into one record and one invoice, and says so', async () => {
    const heard: AnyReceivedEvent[] = []
    const tail = await tailEvents({
      brokers: brokers(),
      clientId: 'billing-test',
      topicPrefix,
      topics: ['billing.events'],
      fromBeginning: true,
      onEvent: event => void heard.push(event),
    })
    const { tariffs, records, invoices, close } = clients()
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
    close()
    await tail.close()
  })

  it('sets aside what it can not read, and goes on', async () => {
    const unreadable = endedMessage({ transactionId: '19', startedAt: 'yesterday' })
    await publish(unreadable)
    await publish(endedMessage({ transactionId: '20' }))
    const { records, close } = clients()
    await until('the record after the unreadable one', async () => {
      const { chargeRecords } = await records.listChargeRecords(page)
      return chargeRecords.some(({ transactionId }) => transactionId === '20')
    })
    assert.deepEqual(
      errors().map(({ attributes }) => attributes?.code),
      ['invalid_argument'],
    )
    close()
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
    reader.close()
    await service.stop('SIGKILL')
    // What was said already comes again too.
    await Promise.all(ends.map(publish))
    service = await start()
    const { records, invoices, close } = clients()
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
    close()
  })

  it('ends in order on SIGTERM', async () => assert.equal(await service.stop(), 0))
})
