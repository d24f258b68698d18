// The parts together, on the real Kafka and PostgreSQL: an event in, its effect, what it says out, a call.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { type AnyReceivedEvent, ensureTopics, eventsMigrations, tailEvents } from '@chargeplane/events'
import { healthDefinition, rpcClient, servingStatus } from '@chargeplane/rpc'
import { type Backbone, openBackbone } from './backbone.ts'
import { testBrokers, until } from './testing.ts'

const about = { tenant: 'acme', subject: 'CP-1' }
const changed = (change: string) => ({ tenant: 'acme', stationId: 'CP-1', change })

describe('openBackbone', () => {
  const topicPrefix = `t${randomBytes(5).toString('hex')}.`
  const stops: { name: string; stop: () => Promise<void> | void }[] = []
  const ports = new Map<string, number>()
  let schema: TestSchema
  let backbone: Backbone
  before(async () => {
    schema = await createTestSchema({ schema: 'fixture', directories: [eventsMigrations] })
    await ensureTopics({ brokers: testBrokers(), topicPrefix, partitions: 1, replicationFactor: 1 })
    const config = {
      KAFKA_BROKERS: testBrokers(),
      CHARGEPLANE_TOPIC_PREFIX: topicPrefix,
      DATABASE_URL: schema.url,
      DATABASE_POOL_SIZE: 1,
      DATABASE_PREPARED_STATEMENTS: 200,
      GRPC_HOST: '127.0.0.1',
      GRPC_PORT: 0,
    }
    const context = {
      config,
      onStop: (name: string, stop: () => Promise<void> | void) => void stops.push({ name, stop }),
      listening: (what: string, port: number) => void ports.set(what, port),
    }
    backbone = await openBackbone(context, { name: 'fixture', schema: 'fixture', rpcStatementTimeoutMs: 300 })
  })
  after(async () => {
    for (const { stop } of stops.reverse()) await stop()
    await schema.drop()
  })

  it('publishes what is emitted, hands it to its handler, and publishes what that emits', async () => {
    const heard: AnyReceivedEvent[] = []
    const topics = ['stations.events', 'authorization.events'] as const
    const onEvent = (event: AnyReceivedEvent) => void heard.push(event)
    const tail = await tailEvents({ ...backbone.kafka, topics: [...topics], fromBeginning: true, onEvent })
    let commits = 0
    const type = 'chargeplane.stations.v1.StationAccessChanged'
    await backbone.consume(
      ['stations.events'],
      {
        [type]: async ({ tenant, subject }, { emit }) =>
          emit({
            type: 'chargeplane.authorization.v1.IdTokenChanged',
            tenant,
            subject,
            id: 'answer',
            data: { tenant, idTokenHash: 'h', status: 'Blocked', change: 'put' },
          }),
      },
      () => commits++,
    )
    await backbone.database.transaction(tx =>
      backbone.emit(tx, { ...about, type, id: 'question', data: changed('created') }),
    )
    backbone.poke()
    await until('both events', () => heard.length >= 2)
    assert.deepEqual(heard.map(({ id }) => id).sort(), ['answer', 'question'])
    assert.equal(commits, 1)
    await tail.close()
  })

  it('answers calls, and gives up on statements that no caller would wait for', async () => {
    await backbone.serve([])
    const client = rpcClient(healthDefinition, `127.0.0.1:${ports.get('grpc')}`)
    assert.equal((await client.check({ service: '' })).status, servingStatus.serving)
    client.close()
    await assert.rejects(backbone.database.query('SELECT pg_sleep(5)'))
    assert.deepEqual(await backbone.eventDatabase.query('SELECT 1 AS one FROM pg_sleep(0.5)'), [{ one: 1 }])
  })

  it('stops what takes work in before what the work is done with', () => {
    assert.deepEqual(stops.map(({ name }) => name).reverse(), [
      'rpc',
      'consumer',
      'outbox',
      'producer',
      'event database',
      'database',
    ])
  })
})
