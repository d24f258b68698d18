// The real ones: what matters is that they fail over by themselves, and that the helpers say who is who.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { makeBriefDirectory } from './brief-directory.ts'
import { askRedis } from './redis-ask.ts'
import { startRedisCluster } from './redis-cluster.ts'
import { startRedisSentinels } from './redis-sentinel.ts'
import { waitUntil } from './wait.ts'

const dir = makeBriefDirectory('redis')
after(() => rmSync(dir, { recursive: true }))

describe('Redis Cluster', () => {
  it('fails a shard over when its master is killed, and in order when asked', async () => {
    const cluster = await startRedisCluster({ dir: join(dir, 'cluster') })
    try {
      const [victim, other] = await cluster.masters()
      assert.ok(victim && other)
      const heir = await cluster.replicaOf(victim)
      assert.ok(heir)
      await victim.kill()
      await waitUntil('the replica has to take over', async () => (await cluster.masters()).includes(heir), {
        timeoutMs: 20_000,
      })
      await victim.start()
      await cluster.healthy()
      assert.equal(await cluster.replicaOf(heir), victim)
      await cluster.failOver(heir)
      await cluster.healthy()
      assert.ok((await cluster.masters()).includes(victim))
      await cluster.flush()
      assert.equal(await askRedis(other.port, 'DBSIZE'), '0')
      await assert.rejects(askRedis(other.port, 'CLUSTER NONSENSE'), { code: 'failed_precondition' })
    } finally {
      await cluster.close()
    }
    await assert.rejects(cluster.nodes[0]?.port ? askRedis(cluster.nodes[0].port, 'PING') : Promise.resolve(), {
      code: 'unavailable',
    })
  })
})

describe('Redis Sentinel', () => {
  it('fails over when its master is killed', async () => {
    const set = await startRedisSentinels({ dir: join(dir, 'sentinel') })
    try {
      const before = await set.master()
      await before.kill()
      await waitUntil('the other has to take over', async () => (await set.master()) !== before, { timeoutMs: 30_000 })
      const heir = await set.master()
      assert.equal(await askRedis(heir.port, 'SET kept 7'), 'OK')
      await set.flush()
      assert.equal(await askRedis(heir.port, 'DBSIZE'), '0')
    } finally {
      await set.close()
    }
  })
})
