import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import kafkajs from 'kafkajs'
import { quietQueues } from './quiet-queues.ts'

describe('quietQueues', () => {
  it('lets a connection rest that has nothing to do, and still works', async t => {
    quietQueues()
    const brokers = (process.env.KAFKA_BROKERS ?? '').split(',')
    const admin = new kafkajs.Kafka({ brokers, clientId: 'quiet', logLevel: kafkajs.logLevel.NOTHING }).admin()
    await admin.connect()
    await admin.listTopics()
    // A timer that fires at once and sets itself again shows within a few milliseconds.
    const setTimer = t.mock.method(globalThis, 'setTimeout')
    const since = performance.now()
    while (performance.now() - since < 30) await new Promise(resolve => setImmediate(resolve))
    const immediate = setTimer.mock.calls.filter(({ arguments: [, delay] }) => (delay ?? 0) <= 1)
    assert.equal(immediate.length, 0)
    assert.ok(Array.isArray(await admin.listTopics()))
    await admin.disconnect()
  })
})
