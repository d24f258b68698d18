import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { backendPid } from './backend.ts'
import { makeBriefDirectory } from './brief-directory.ts'
import { notGiven, startLocalBackends } from './local-backends.ts'
import { freePorts } from './ports.ts'
import { removePostgres } from './postgres-home.ts'

const dir = makeBriefDirectory('local')
after(async () => {
  await removePostgres(join(dir, 'postgres'))
  rmSync(dir, { recursive: true })
})

describe('notGiven', () => {
  it('lists those without an address, an empty one counting as none', () => {
    assert.deepEqual(notGiven({}), ['postgres', 'redis', 'kafka'])
    assert.deepEqual(notGiven({ REDIS_URL: 'redis://r', DATABASE_URL: '' }), ['postgres', 'kafka'])
    assert.deepEqual(notGiven({ REDIS_URL: 'r', DATABASE_URL: 'd', KAFKA_BROKERS: 'k' }), [])
  })
})

describe('startLocalBackends', () => {
  it('starts those that are named, and no other', async () => {
    const [redis = 0] = await freePorts(1)
    const ready: string[] = []
    const { addresses, backends } = await startLocalBackends({
      names: ['redis'],
      dir,
      ports: { postgres: 0, redis, kafka: 0 },
      outlives: false,
      fsync: false,
      onReady: title => ready.push(title),
    })
    assert.deepEqual(addresses, { REDIS_URL: `redis://127.0.0.1:${redis}` })
    assert.deepEqual(ready, ['Redis'])
    await Promise.all(backends.map(backend => backend.stop()))
  })

  it('fails naming the port that a stranger has, and takes the others down again', async () => {
    const stranger = createServer().listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const address = stranger.address()
    assert.ok(typeof address === 'object' && address)
    const [postgres = 0] = await freePorts(1)
    const starting = startLocalBackends({
      names: ['postgres', 'redis'],
      dir,
      ports: { postgres, redis: address.port, kafka: 0 },
      outlives: false,
      fsync: false,
      onReady: () => undefined,
    })
    await assert.rejects(starting, new RegExp(`port ${address.port} for Redis`))
    assert.equal(backendPid(join(dir, 'postgres')), undefined)
    assert.equal(backendPid(join(dir, 'redis')), undefined)
    stranger.close()
  })
})
