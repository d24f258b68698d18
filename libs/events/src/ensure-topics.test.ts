import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import kafkajs from 'kafkajs'
import { ensureTopics, topics } from './index.ts'
import { type Admin, kafkaClient } from './kafka.ts'
import { until } from './test-support.ts'

describe('ensureTopics', () => {
  const topicPrefix = `t${randomBytes(5).toString('hex')}.`
  const brokers = (process.env.KAFKA_BROKERS ?? '').split(',')
  let admin: Admin

  before(async () => {
    assert.ok(brokers[0], 'KAFKA_BROKERS must name a Kafka cluster for tests: run them through ./chargeplane test')
    admin = kafkaClient({ brokers, clientId: 'test', topicPrefix }).admin()
    await admin.connect()
  })
  after(async () => {
    await admin.deleteTopics({ topics: await ours() }).catch(() => undefined)
    await admin.disconnect()
  })

  const ours = async (): Promise<string[]> => (await admin.listTopics()).filter(name => name.startsWith(topicPrefix))

  async function config(topic: string): Promise<Record<string, string>> {
    const type = kafkajs.ConfigResourceTypes.TOPIC
    const { resources } = await admin.describeConfigs({
      resources: [{ type, name: topicPrefix + topic }],
      includeSynonyms: false,
    })
    return Object.fromEntries(resources[0]?.configEntries.map(entry => [entry.configName, entry.configValue]) ?? [])
  }

  it('makes every topic, also when several processes do so at once', async () => {
    const options = { brokers, topicPrefix, partitions: 2, replicationFactor: 1 }
    await Promise.all([ensureTopics(options), ensureTopics(options), ensureTopics(options)])
    assert.deepEqual(
      (await ours()).sort(),
      Object.keys(topics)
        .map(name => topicPrefix + name)
        .sort(),
    )
    const { topics: metadata } = await admin.fetchTopicMetadata({ topics: await ours() })
    for (const { name, partitions } of metadata) assert.equal(partitions.length, name.endsWith('.dead') ? 1 : 2, name)
  })

  it('keeps facts longer than states, and gives a dead letter room for its headers', async () => {
    assert.equal((await config('ocpp.transactions'))['retention.ms'], String(30 * 86_400_000))
    assert.equal((await config('ocpp.stations'))['retention.ms'], String(7 * 86_400_000))
    assert.equal((await config('ocpp.stations.dead'))['max.message.bytes'], '1200000')
  })

  it('leaves a topic that exists as it is, and makes the ones that are missing', async () => {
    const commands = `${topicPrefix}ocpp.commands`
    await admin.deleteTopics({ topics: [commands] })
    await until('the topic is gone', async () => !(await ours()).includes(commands))
    await ensureTopics({ brokers, topicPrefix, partitions: 5, replicationFactor: 1 })
    const { topics: metadata } = await admin.fetchTopicMetadata({ topics: [commands, `${topicPrefix}ocpp.stations`] })
    const partitions = Object.fromEntries(metadata.map(topic => [topic.name, topic.partitions.length]))
    assert.deepEqual(partitions, { [commands]: 5, [`${topicPrefix}ocpp.stations`]: 2 })
  })
})
