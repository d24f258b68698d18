// Over a real Kafka: what was set aside comes back as it was, for the group asked for, once.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type AnyReceivedEvent, encodeEvent, ensureTopics, openProducer, tailEvents } from '@chargeplane/events'
import { waitUntil } from '../infra/wait.ts'
import { root } from '../platform/paths.ts'
import { replay } from './replay.ts'

const topicPrefix = `t${randomBytes(5).toString('hex')}.`
const kafka = { brokers: (process.env.KAFKA_BROKERS ?? '').split(','), clientId: 'replay-test', topicPrefix }

/** A record that `group` could not process. */
function deadLetter(id: string, group: string) {
  const data = { tenant: 'default', stationId: 'CP-1', change: 'created' }
  const type = 'chargeplane.stations.v1.StationAccessChanged' as const
  const record = encodeEvent({ type, tenant: 'default', subject: 'CP-1', id, data }, '/test')
  const headers = { ...record.headers, dlq_error: 'internal: once', dlq_attempts: '3', dlq_group: group }
  return { ...record, headers, topic: `${record.topic}.dead` }
}

function run(group: string) {
  const main = ['--conditions=@chargeplane/source', join(root, 'deploy/local/main.ts')]
  return spawnSync(process.execPath, [...main, 'replay', 'stations.events', group], {
    env: { ...process.env, CHARGEPLANE_TOPIC_PREFIX: topicPrefix },
    encoding: 'utf8',
  })
}

describe('replay', () => {
  const seen: AnyReceivedEvent[] = []
  let tail: Awaited<ReturnType<typeof tailEvents>>
  before(async () => {
    await ensureTopics({ ...kafka, partitions: 1, replicationFactor: 1 })
    tail = await tailEvents({
      ...kafka,
      topics: ['stations.events'],
      fromBeginning: true,
      onEvent: event => void seen.push(event),
    })
    const producer = await openProducer({ ...kafka, source: '/test' })
    await producer.publishRecords([deadLetter('one', 'gone'), deadLetter('two', 'other'), deadLetter('three', 'gone')])
    await producer.close()
  })
  after(() => tail.close())

  it('publishes the records of the group again, as they were, and says how many', async () => {
    const { status, stdout, stderr } = run('gone')
    assert.equal(status, 0, stderr)
    assert.equal(stdout, 'records of gone put back on stations.events: 2\n')
    await waitUntil('both have to come', () => seen.length >= 2, { timeoutMs: 20_000 })
    assert.deepEqual(
      seen.map(({ id, data }) => [id, 'change' in data && data.change]),
      [
        ['one', 'created'],
        ['three', 'created'],
      ],
    )
  })

  it('does not publish them a second time, nor those of another group', async () => {
    assert.equal(run('gone').stdout, 'records of gone put back on stations.events: 0\n')
    assert.equal(run('other').stdout, 'records of other put back on stations.events: 1\n')
    await waitUntil('the third has to come', () => seen.length >= 3, { timeoutMs: 20_000 })
    assert.deepEqual(
      seen.map(({ id }) => id),
      ['one', 'three', 'two'],
    )
  })

  it('refuses what is no topic of events', async () => {
    const running = replay.run({ options: {}, positionals: ['stations.events.dead', 'gone'], forwarded: [] })
    await assert.rejects(running, { code: 'invalid_argument', field: 'stations.events.dead' })
  })
})
