// The service as a process: what stations said in from Kafka, transactions out over gRPC and Kafka; killed in the middle of it.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { AnyReceivedEvent } from '@chargeplane/events'
import { TransactionServiceService } from '@chargeplane/proto/transactions/v1/transactions'
import type { RpcClient } from '@chargeplane/rpc'
import { openServiceWorld, type ServiceInstance, type ServiceWorld, until } from '@chargeplane/service/testing'
import { migrations } from './migrations.ts'
import type { Message } from './testing/deliver.ts'
import { meterValues, registerSample, session2x, start16, stop16 } from './testing/messages.ts'

describe('the transactions service', () => {
  let world: ServiceWorld
  let service: ServiceInstance
  let client: RpcClient<typeof TransactionServiceService>
  let heard: AnyReceivedEvent[]

  async function start(): Promise<void> {
    service = await world.start()
    client = service.client(TransactionServiceService)
  }

  function publish(message: Message): Promise<void> {
    const subject = message.origin?.stationId ?? ''
    const about = { tenant: 'acme', subject, id: randomBytes(8).toString('hex') }
    return 'kind' in message
      ? world.producer.publish({ type: 'chargeplane.ocpp.v1.TransactionEvent', ...about, data: message })
      : world.producer.publish({ type: 'chargeplane.ocpp.v1.MeterValuesReported', ...about, data: message })
  }
  const publishAll = (messages: readonly Message[]) => Promise.all(messages.map(publish))
  const endsOf = (prefix: string) =>
    heard.flatMap(event =>
      event.type === 'chargeplane.transactions.v1.TransactionEnded' && event.data.stationId.startsWith(prefix)
        ? [event]
        : [],
    )
  const errors = () => service.lines.filter(({ level }) => level === 'error')

  before(async () => {
    const main = new URL('main.ts', import.meta.url)
    world = await openServiceWorld({ main, migrations, env: { TRANSACTIONS_GAP_GRACE_MS: '500' } })
    heard = await world.hear('transactions.events')
    await start()
  })
  after(() => world.close())

  it('takes a 1.6 and a 2.x session, each message twice', async () => {
    const session16 = [start16('A'), meterValues('A', 30, '4711', registerSample(30, 8500.5)), stop16('A')]
    const messages = [...session16, ...session2x('A')]
    await publishAll(messages.flatMap(message => [message, message]))
    await until('both to have ended', () => endsOf('A').length >= 2)
    assert.deepEqual(
      endsOf('A')
        .map(({ data }) => [data.transactionId, data.energyWh, data.periods.length])
        .sort(),
      [
        ['4711', '7500.5', 2],
        ['tx-2x', '6000', 3],
      ],
    )
    const authorized = heard.filter(({ type }) => type === 'chargeplane.transactions.v1.TransactionAuthorized')
    assert.deepEqual(
      authorized.map(({ id }) => id),
      [`acme/A/tx-2x/authorized/${'ab'.repeat(32)}`],
    )
    const { transactions } = await client.listTransactions({
      tenant: 'acme',
      stationId: 'A',
      status: 'ended',
      pageSize: 0,
      pageToken: '',
    })
    assert.deepEqual(transactions.map(({ transactionId, energyWhExact }) => [transactionId, energyWhExact]).sort(), [
      ['4711', '7500.5'],
      ['tx-2x', '6000'],
    ])
    await assert.rejects(client.getTransaction({ tenant: 'acme', stationId: 'A', transactionId: 'none' }), {
      code: 'not_found',
      field: 'transactionId',
    })
    assert.deepEqual(errors(), [])
  })

  it('says an end with a gap after its grace', async () => {
    await publishAll(session2x('G').filter(({ seqNo }) => seqNo !== 3))
    await until('the end with a gap', () => endsOf('G').length >= 1)
    const { missingSeqNos } = await client.getTransaction({ tenant: 'acme', stationId: 'G', transactionId: 'tx-2x' })
    assert.deepEqual(missingSeqNos, [3])
  })

  it('sets aside what it can not read, and goes on', async () => {
    await publish(start16('B', '1', { meterStartWh: Number.NaN }))
    await publishAll([start16('B', '2'), stop16('B', '2')])
    await until('the session after the unreadable start', () => endsOf('B').length >= 1)
    assert.deepEqual(
      errors().map(({ attributes }) => attributes?.code),
      ['invalid_argument'],
    )
  })

  it('says each end once in its database, though it is killed in the middle', async () => {
    const count = 150
    const sessions = Array.from({ length: count }, (_, index): Message[] => {
      const [station, id] = [`K${index % 10}`, String(index + 1)]
      return [start16(station, id), meterValues(station, 20, id, registerSample(20, 5000)), stop16(station, id)]
    })
    await publishAll(sessions.slice(0, 100).flat())
    await until('some of them to have ended', () => endsOf('K').length >= 1)
    await service.stop('SIGKILL')
    await publishAll(sessions.flat())
    await start()
    await until('all of them to have ended', () => new Set(endsOf('K').map(({ id }) => id)).size >= count, 60_000)
    // The outbox may publish again what it had published when it was killed; the same id says so.
    assert.deepEqual(new Set(endsOf('K').map(({ data }) => data.energyWh)), new Set(['7500.5']))
    const [row] = await world.schema.database.query(
      `SELECT count(*) AS transactions, count(*) FILTER (WHERE ended_emitted) AS said, count(*) FILTER (WHERE energy_wh = 7500.5) AS right,
         (SELECT count(*) FROM meter_values WHERE station_id LIKE 'K%') AS readings FROM transactions WHERE station_id LIKE 'K%'`,
    )
    const all = BigInt(count)
    assert.deepEqual(row, { transactions: all, said: all, right: all, readings: all })
  })

  it('ends in order on SIGTERM', async () => assert.equal(await service.stop(), 0))
})
