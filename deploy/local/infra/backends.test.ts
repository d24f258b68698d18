// The real three, on free ports: what they promise is that data outlives stop and kill -9, and that they can be worked with when `start` is back.
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import kafkajs from 'kafkajs'
import pg from 'pg'
import type { Backend } from './backend.ts'
import { makeBriefDirectory } from './brief-directory.ts'
import { type Kafka, startKafka } from './kafka.ts'
import { freePorts } from './ports.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { removePostgres } from './postgres-home.ts'
import { startOf } from './process-table.ts'
import { type Redis, startRedis } from './redis.ts'

const dir = makeBriefDirectory('backends')
after(() => rmSync(dir, { recursive: true }))

function idOf(backend: Backend): number {
  assert.ok(backend.pid)
  return backend.pid
}

/** Ends it both ways and starts it again; `check` is asked after each start. */
async function endAndStartAgain(backend: Backend, check: () => Promise<void>): Promise<void> {
  for (const end of ['stop', 'kill'] as const) {
    const pid = idOf(backend)
    await backend[end]()
    assert.equal(startOf(pid), undefined, `${end} has to come back after the process has gone`)
    assert.equal(backend.pid, undefined)
    await backend[end]()
    await backend.start()
    assert.notEqual(idOf(backend), pid)
    await check()
  }
}

describe('PostgreSQL', () => {
  let postgres: Postgres
  const options = { dir: join(dir, 'postgres'), port: 0 }
  before(async () => {
    const [port = 0] = await freePorts(1)
    postgres = await startPostgres(Object.assign(options, { port }))
  })
  after(async () => {
    await postgres.stop()
    await removePostgres(options.dir)
  })

  async function query(sql: string, url = postgres.url): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }

  it('keeps what was committed through stop and kill -9', async () => {
    await query('create table kept (n int)')
    await query('insert into kept values (7)')
    await endAndStartAgain(postgres, async () => assert.deepEqual(await query('select n from kept'), [{ n: 7 }]))
  })

  it('stops while a client is connected', async () => {
    const client = new pg.Client({ connectionString: postgres.url })
    client.on('error', () => undefined)
    await client.connect()
    await postgres.stop()
    assert.equal(postgres.pid, undefined)
    await postgres.start()
    await client.end()
  })

  it('finds the one that runs when it is started on the same directory again', async () => {
    const again = await startPostgres(options)
    assert.equal(again.pid, postgres.pid)
    assert.equal(again.url, postgres.url)
  })

  it('lets nobody in without the password, which only its owner can read', async () => {
    const url = new URL(postgres.url)
    url.password = 'guess'
    await assert.rejects(query('select 1', url.href), /password authentication failed/)
    assert.ok(url.href !== postgres.url && postgres.url.includes(readFileSync(join(options.dir, 'password'), 'utf8')))
  })

  it('lets its user create databases, as tests do', async () => {
    await query('create database another')
    assert.deepEqual(await query('show fsync'), [{ fsync: 'on' }])
  })
})

describe('Redis', () => {
  let redis: Redis
  before(async () => {
    const [port = 0] = await freePorts(1)
    redis = await startRedis({ dir: join(dir, 'redis'), port })
  })
  after(() => redis.stop())

  function ask(command: string): Promise<string> {
    const { port, hostname } = new URL(redis.url)
    return new Promise((resolve, reject) => {
      const socket = connect({ port: Number(port), host: hostname }, () => socket.write(`${command}\r\n`))
      socket.once('error', reject).once('data', answer => {
        socket.destroy()
        resolve(answer.toString())
      })
    })
  }

  it('keeps what was set through stop and kill -9', async () => {
    assert.equal(await ask('SET kept 7'), '+OK\r\n')
    // Written to the file at once, synced every second: kill -9 loses nothing that the system has taken over.
    await endAndStartAgain(redis, async () => assert.equal(await ask('GET kept'), '$1\r\n7\r\n'))
  })
})

describe('Kafka', () => {
  let kafka: Kafka
  before(async () => {
    const [port = 0] = await freePorts(1)
    kafka = await startKafka({ dir: join(dir, 'kafka'), port })
  })
  after(() => kafka.stop())

  async function withClient<T>(work: (client: kafkajs.Kafka) => Promise<T>): Promise<T> {
    return work(new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }))
  }

  function offsetsOf(topic: string): Promise<string[]> {
    return withClient(async client => {
      const admin = client.admin()
      await admin.connect()
      try {
        return (await admin.fetchTopicOffsets(topic)).map(({ high }) => high)
      } finally {
        await admin.disconnect()
      }
    })
  }

  it('keeps what was acknowledged through stop and kill -9', async () => {
    await withClient(async client => {
      const admin = client.admin()
      await admin.connect()
      await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }], waitForLeaders: true })
      await admin.disconnect()
      const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 })
      await producer.connect()
      await producer.send({ topic: 'kept', acks: -1, messages: [{ value: 'one' }, { value: 'two' }] })
      await producer.disconnect()
    })
    await endAndStartAgain(kafka, async () => assert.deepEqual(await offsetsOf('kept'), ['2']))
  })

  it('makes no topic that nobody created', async () => {
    await assert.rejects(offsetsOf('never-made'), /does not host this topic-partition/)
  })
})
