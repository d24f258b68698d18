// The service as a process: events in from Kafka, limits out over gRPC, what was applied out on Kafka.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { type AnyReceivedEvent, ensureTopics, openProducer, tailEvents } from '@chargeplane/events'
import { SiteServiceService } from '@chargeplane/proto/smartcharging/v1/sites'
import { rpcClient } from '@chargeplane/rpc'
import { origin } from './testing/events.ts'
import { type Rig, startRig, until } from './testing/rig.ts'

const main = new URL('main.ts', import.meta.url).pathname

describe('the smart-charging service', () => {
  let rig: Rig
  let child: ChildProcess
  let grpcPort = 0
  const errors: string[] = []
  const topicPrefix = `t${randomBytes(4).toString('hex')}.`
  const brokers = (process.env.KAFKA_BROKERS ?? '').split(',')

  function environment(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      KAFKA_BROKERS: brokers.join(','),
      CHARGEPLANE_TOPIC_PREFIX: topicPrefix,
      DATABASE_URL: rig.databaseUrl,
      CHARGEPLANE_STATIONS_ADDRESS: rig.stationsAddress,
      GRPC_PORT: '0',
      OPS_PORT: '0',
      SMART_CHARGING_POLL_MS: '100',
    }
  }
  const run = (...args: string[]): string[] => ['--conditions=@chargeplane/source', main, ...args]

  before(async () => {
    rig = await startRig({ dispatch: false })
    await ensureTopics({ brokers, topicPrefix, partitions: 1, replicationFactor: 1 })
    child = spawn(process.execPath, run(), { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
    if (!child.stdout) throw new Error('no output to read')
    createInterface({ input: child.stdout }).on('line', line => {
      const entry: { level: string; message: string; attributes?: { what?: string; port?: number } } = JSON.parse(line)
      if (entry.level === 'error') errors.push(line)
      if (entry.message === 'listening' && entry.attributes?.what === 'grpc') grpcPort = entry.attributes.port ?? 0
    })
    await until(() => grpcPort > 0, 'the service to listen')
  })
  after(async () => {
    if (child.exitCode === null) child.kill('SIGKILL')
    await rig.close()
  })

  it('refuses to start without its settings, naming all of them', () => {
    const result = spawnSync(process.execPath, run('--validate'), {
      env: { SMART_CHARGING_TYPO: '1' },
      encoding: 'utf8',
    })
    assert.equal(result.status, 2)
    for (const name of ['KAFKA_BROKERS', 'DATABASE_URL', 'CHARGEPLANE_STATIONS_ADDRESS', 'SMART_CHARGING_TYPO'])
      assert.match(result.stdout, new RegExp(name))
  })

  it('limits a car that starts to charge, and says so', async () => {
    const sites = rpcClient(SiteServiceService, `127.0.0.1:${grpcPort}`)
    const producer = await openProducer({ brokers, clientId: 'test', topicPrefix, source: 'test' })
    const applied: AnyReceivedEvent[] = []
    const tail = await tailEvents({
      brokers,
      clientId: 'test',
      topicPrefix,
      topics: ['smart-charging.events'],
      fromBeginning: true,
      onEvent: e => void applied.push(e),
    })
    try {
      const member = { stationId: 'CS1', evseId: 1, maxA: 32, committedA: 0, transactionId: '' }
      const site = {
        tenant: 'default',
        siteId: 'S',
        name: 'Site',
        limitA: 20,
        defaultA: 0,
        members: [member],
        updatedAt: '',
      }
      await sites.putSite({ site })
      const about = { tenant: 'default', subject: 'CS1' }
      await producer.publish({
        type: 'chargeplane.ocpp.v1.StationConnected',
        ...about,
        id: '1',
        data: { origin: origin('CS1', 5n), remoteAddress: '', ocppVersion: '1.6' },
      })
      const transaction = {
        tenant: 'default',
        stationId: 'CS1',
        transactionId: '77',
        evseId: 1,
        connectorId: 1,
        idTokenHash: '',
      }
      await producer.publish({
        type: 'chargeplane.transactions.v1.TransactionStarted',
        ...about,
        id: '2',
        data: { ...transaction, startedAt: new Date().toISOString() },
      })
      await until(() => applied.length >= 2, 'two limits to be applied')
      const limits = applied.map(
        e =>
          e.type === 'chargeplane.smartcharging.v1.LimitApplied' && [
            e.data.transactionId,
            e.data.limitA,
            e.data.siteCommittedA,
          ],
      )
      assert.deepEqual(limits.slice(0, 2), [
        ['', 6, 6],
        ['77', 20, 20],
      ])
      assert.deepEqual(
        rig.sent.map(l => [l.transactionId, l.limitA, l.profileId, l.stackLevel]),
        [
          ['', 6, 1_001, 0],
          ['77', 20, 2_001, 1],
        ],
      )
    } finally {
      await tail.close()
      await producer.close()
      sites.close()
    }
    assert.deepEqual(errors, [])
  })

  it('ends in order on SIGTERM', async () => {
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    assert.deepEqual(await exit, [0, null])
  })
})
