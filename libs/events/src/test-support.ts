// What the suites here share: topics under a random prefix on the Kafka of KAFKA_BROKERS, a migrated database, events to send.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase, type Database, openDatabase } from '@chargeplane/database'
import { TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import { TransactionEnded } from '@chargeplane/proto/transactions/v1/events'
import { createTopics } from './ensure-topics.ts'
import { eventsMigrations, type NewEvent, type Topic } from './index.ts'
import { type Admin, type KafkaMessage, type KafkaOptions, kafkaClient } from './kafka.ts'

export interface TestKafka extends KafkaOptions {
  admin: Admin
  /** Everything in a topic now, partition by partition. */
  read(topic: string): Promise<(KafkaMessage & { partition: number })[]>
  /** Publishes bytes as they are, past all checks. */
  produceRaw(
    topic: string,
    messages: { key?: string | null; value: Buffer | null; headers?: Record<string, string> }[],
  ): Promise<void>
  drop(): Promise<void>
}

/** Makes topics (without prefix, and their dead ones) that nobody else uses. Fails, never skips, without KAFKA_BROKERS. */
export async function createTestKafka(topics: readonly Topic[], partitions = 3): Promise<TestKafka> {
  const brokers = process.env.KAFKA_BROKERS
  assert.ok(brokers, 'KAFKA_BROKERS must name a Kafka cluster for tests: run them through ./chargeplane test')
  const topicPrefix = `t${randomBytes(5).toString('hex')}.`
  const options: KafkaOptions = { brokers: brokers.split(','), clientId: 'events-test', topicPrefix }
  const kafka = kafkaClient(options)
  const admin = kafka.admin()
  await admin.connect()
  const names = topics.flatMap(topic => [
    { topic: topicPrefix + topic, numPartitions: partitions },
    { topic: `${topicPrefix}${topic}.dead`, numPartitions: 1 },
  ])
  await createTopics(admin, names)

  return {
    ...options,
    admin,
    read: topic => readTopic(options, admin, topicPrefix + topic),
    async produceRaw(topic, messages) {
      const producer = kafka.producer()
      await producer.connect()
      await producer.send({ topic: topicPrefix + topic, messages })
      await producer.disconnect()
    },
    async drop() {
      const topics = (await admin.listTopics()).filter(topic => topic.startsWith(topicPrefix))
      await admin.deleteTopics({ topics }).catch(() => undefined)
      await admin.disconnect()
    },
  }
}

async function readTopic(
  options: KafkaOptions,
  admin: Admin,
  topic: string,
): Promise<(KafkaMessage & { partition: number })[]> {
  const ends = await admin.fetchTopicOffsets(topic)
  const left = new Map(
    ends.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]),
  )
  const found: (KafkaMessage & { partition: number })[] = []
  if (left.size === 0) return found
  const consumer = kafkaClient(options).consumer({
    groupId: `read-${randomBytes(6).toString('hex')}`,
    maxWaitTimeInMs: 100,
  })
  const done = Promise.withResolvers<void>()
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      found.push({ ...message, partition })
      if (BigInt(message.offset) + 1n >= (left.get(partition) ?? 0n)) left.delete(partition)
      if (left.size === 0) done.resolve()
    },
  })
  await done.promise
  await consumer.disconnect()
  return found
}

export interface TestStore {
  url: string
  db: Database
  drop(): Promise<void>
}

/** A database with the tables of this library and `effects`, into which the suites' handlers write. */
export async function createTestStore(poolSize = 6): Promise<TestStore> {
  const test = await createTestDatabase(undefined, { schema: 'shop', directories: [eventsMigrations] })
  const db = openDatabase({ url: test.url, schema: 'shop', applicationName: 'events-test', poolSize })
  await db.query('CREATE TABLE effects (seq bigserial, id text NOT NULL, station text NOT NULL, by text NOT NULL)')
  return {
    url: test.url,
    db,
    async drop() {
      await db.close()
      await test.drop()
    },
  }
}

/** An `ocpp.transactions` event of a station; `id` is its ce_id. */
export function transactionEvent(station: string, id: string): NewEvent<'chargeplane.ocpp.v1.TransactionEvent'> {
  const data = TransactionEvent.fromPartial({
    transactionId: '7',
    naturalKey: id,
    origin: { stationId: station, epoch: 1n },
  })
  return { type: 'chargeplane.ocpp.v1.TransactionEvent', tenant: 'default', subject: station, id, data }
}

/** A `transactions.events` event of a station. */
export function transactionEnded(
  station: string,
  id: string,
): NewEvent<'chargeplane.transactions.v1.TransactionEnded'> {
  const data = TransactionEnded.fromPartial({
    tenant: 'default',
    stationId: station,
    transactionId: id,
    energyWh: '1000',
  })
  return { type: 'chargeplane.transactions.v1.TransactionEnded', tenant: 'default', subject: station, id, data }
}

/** Waits until `probe` holds; fails, saying `what`, after `ms`. */
export async function until(what: string, probe: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const deadline = Date.now() + ms
  while (!(await probe())) {
    assert.ok(Date.now() < deadline, `waited ${ms} ms: ${what}`)
    await sleep(20)
  }
}
