// `--migrate` as a deployment runs it, before the first process of any service.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { createTestDatabase } from '@chargeplane/database'
import { topics } from '@chargeplane/events'
import { runToEnd } from '@chargeplane/service/testing'
import { pepper } from './testing/bench.ts'
import { redisUrl } from './testing/edge.ts'

describe('stations --migrate', () => {
  const prefix = `t${randomBytes(5).toString('hex')}.`
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  before(async () => {
    database = await createTestDatabase()
  })
  after(() => database.drop())

  function migrate(env: Record<string, string> = {}) {
    const { status, stdout, lines } = runToEnd(new URL('main.ts', import.meta.url), '--migrate', {
      KAFKA_BROKERS: process.env.KAFKA_BROKERS,
      CHARGEPLANE_TOPIC_PREFIX: prefix,
      CHARGEPLANE_TOPIC_PARTITIONS: '2',
      REDIS_URL: redisUrl(),
      DATABASE_URL: database.url,
      CHARGEPLANE_PASSWORD_PEPPER: pepper,
      GRPC_PORT: '0',
      OPS_PORT: '0',
      ...env,
    })
    return {
      status,
      stdout,
      created: lines.find(({ message }) => message === 'topics created')?.attributes?.topics as string[] | undefined,
    }
  }

  it('leaves the topics to others when it is told so', () => {
    const { status, created, stdout } = migrate({ STATIONS_CREATE_TOPICS: 'false' })
    assert.equal(status, 0, stdout)
    assert.equal(created, undefined)
  })

  it('fails when Kafka can not make them as wished, so that the deployment stops there', () => {
    const { status, stdout } = migrate({ CHARGEPLANE_TOPIC_REPLICATION_FACTOR: '9' })
    assert.equal(status, 1)
    assert.match(stdout, /Kafka did not create the topics/)
  })

  it('makes the topics of every service, and none a second time', () => {
    const { status, created, stdout } = migrate()
    assert.equal(status, 0, stdout)
    assert.deepEqual(
      created?.sort(),
      Object.keys(topics)
        .map(topic => prefix + topic)
        .sort(),
    )
    const again = migrate()
    assert.equal(again.status, 0, again.stdout)
    assert.equal(again.created, undefined)
  })
})
