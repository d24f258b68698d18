import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { startTcpProxy } from '@chargeplane/database/testing'
import { type AnyReceivedEvent, type EventProducer, openProducer, tailEvents } from './index.ts'
import { createTestKafka, type TestKafka, transactionEnded, transactionEvent, until } from './test-support.ts'

describe('tailEvents', () => {
  let kafka: TestKafka
  let producer: EventProducer
  let tail: Awaited<ReturnType<typeof tailEvents>> | undefined
  let seen: AnyReceivedEvent[]

  before(async () => {
    kafka = await createTestKafka(['ocpp.transactions', 'transactions.events'])
    producer = await openProducer({ ...kafka, source: '/test' })
  })
  after(async () => {
    await producer.close()
    await kafka.drop()
  })
  beforeEach(() => {
    seen = []
  })
  afterEach(() => tail?.close())

  const ids = (): string[] => seen.map(event => event.id)

  async function start(fromBeginning: boolean, options: Partial<Parameters<typeof tailEvents>[0]> = {}): Promise<void> {
    tail = await tailEvents({
      ...kafka,
      topics: ['ocpp.transactions', 'transactions.events'],
      fromBeginning,
      onEvent: event => seen.push(event),
      ...options,
    })
  }

  it('shows what is published from the moment it resolves', async () => {
    await producer.publish(transactionEvent('CP-1', 'earlier'))
    await start(false)
    await producer.publish(transactionEvent('CP-1', 'live-1'))
    await producer.publish(transactionEnded('CP-1', 'live-2'))
    await until('both were seen', () => seen.length >= 2)
    assert.deepEqual(ids().sort(), ['live-1', 'live-2'])
    const ended = seen.find(event => event.type === 'chargeplane.transactions.v1.TransactionEnded')
    assert.equal(ended?.data.energyWh, '1000')
  })

  it('shows everything that is kept, when asked, and then what comes', async () => {
    await producer.publish(transactionEvent('CP-1', 'kept'))
    await start(true)
    await until('the old one was seen', () => ids().includes('kept'))
    await producer.publish(transactionEvent('CP-1', 'new'))
    await until('the new one was seen', () => ids().includes('new'))
    assert.ok(ids().indexOf('kept') < ids().indexOf('new'))
  })

  it('passes over what it can not read, and what onEvent throws at', async () => {
    await start(false, {
      onEvent: event => {
        if (event.id === 'throws') throw new Error('no')
        seen.push(event)
      },
    })
    await kafka.produceRaw('ocpp.transactions', [{ key: 'default/CP-1', value: Buffer.from([255]), headers: {} }])
    await producer.publish(transactionEvent('CP-1', 'throws'))
    await producer.publish(transactionEvent('CP-1', 'after'))
    await until('the last was seen', () => seen.length > 0)
    assert.deepEqual(ids(), ['after'])
  })

  it('shows only what is wanted, and does not even read the rest', async () => {
    await start(false, { wanted: type => type === 'chargeplane.transactions.v1.TransactionEnded' })
    await producer.publish(transactionEnded('CP-1', 'wanted-1'))
    await producer.publish(transactionEvent('CP-1', 'unwanted'))
    await until('the first was seen', () => seen.length > 0)
    await producer.publish(transactionEnded('CP-1', 'wanted-2'))
    await until('both were seen', () => seen.length > 1)
    assert.deepEqual(ids(), ['wanted-1', 'wanted-2'])
  })

  it('leaves no group behind', async () => {
    const groups = async (): Promise<string[]> =>
      (await kafka.admin.listGroups()).groups
        .map(({ groupId }) => groupId)
        .filter(id => id.startsWith(`${kafka.topicPrefix}tail-`))
    await start(false)
    assert.equal((await groups()).length, 1)
    await tail?.close()
    assert.deepEqual(await groups(), [])
  })

  it('resolves while Kafka is away, and is ready when it is back', async () => {
    const [host = '', port = ''] = (kafka.brokers[0] ?? '').split(':')
    const proxy = await startTcpProxy(host, Number(port))
    await proxy.cut()
    await start(false, { brokers: [`127.0.0.1:${proxy.port}`] })
    await proxy.heal()
    await tail?.ready()
    await producer.publish(transactionEvent('CP-1', 'late'))
    await until('it was seen', () => seen.length > 0)
    assert.deepEqual(ids(), ['late'])
    await tail?.close()
    await proxy.close()
  })
})
