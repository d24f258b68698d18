// Promise 22 on each kind of Redis: what callers see of a failover, and that every route is back within 30 s of it.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  askRedis,
  freePorts,
  makeBriefDirectory,
  startRedis,
  startRedisCluster,
  startRedisSentinels,
} from '@chargeplane/local-stack'
import { openRouting } from './open.ts'
import type { Routing } from './routing.ts'
import { until } from './test-support.ts'

interface RedisSet {
  url: string
  /** kill -9 of a server that serves; another takes over, or the same comes back empty. */
  crash(): Promise<void>
  /** In order, where there is such a thing. */
  failOver(): Promise<void>
  flush(): Promise<void>
  close(): Promise<void>
}

const root = makeBriefDirectory('routing')

after(() => rmSync(root, { recursive: true, force: true }))

const sets: Record<string, () => Promise<RedisSet>> = {
  async single() {
    const [port = 0] = await freePorts(1)
    const redis = await startRedis({ dir: join(root, 'single'), port })
    const crash = async () => {
      await redis.kill()
      rmSync(join(root, 'single', 'data'), { recursive: true })
      await redis.start()
    }
    return {
      url: redis.url,
      crash,
      failOver: crash,
      flush: async () => void (await askRedis(port, 'FLUSHALL')),
      close: () => redis.kill(),
    }
  },
  async cluster() {
    const cluster = await startRedisCluster({ dir: join(root, 'cluster') })
    return {
      ...cluster,
      async crash() {
        const [victim] = await cluster.masters()
        await victim?.kill()
        await until('another is master', async () => (await cluster.masters()).length === 3, 20_000)
        await victim?.start()
        await cluster.healthy()
      },
      async failOver() {
        const [master] = await cluster.masters()
        if (master) await cluster.failOver(master)
      },
      /** One shard alone: the others and their connections notice nothing. */
      flush: async () => void (await askRedis((await cluster.masters())[1]?.port ?? 0, 'FLUSHALL')),
    }
  },
  async sentinel() {
    const set = await startRedisSentinels({ dir: join(root, 'sentinel') })
    return {
      ...set,
      async crash() {
        const victim = await set.master()
        await victim.kill()
        await until('another is master', async () => (await set.master()) !== victim, 30_000)
      },
      // After the crash there is nobody left to fail over to.
      failOver: async () => {},
    }
  },
}

const stations = Array.from({ length: 60 }, (_, i) => `CP-${i}`)

/** Holds stations as an edge does: renews, and writes again what may be lost, and what a look at it shows to be. */
async function beat(routing: Routing, seen: { connections: number }, epochs: Map<string, number>): Promise<void> {
  const { existed } = await routing.renewLease('a', 'a:1', 15_000)
  const doubt = !existed || routing.connections !== seen.connections
  const { connections } = routing
  for (const [station, epoch] of epochs) {
    const { held } = await routing.restore({ tenant: 't', station, edgeId: 'a', ocppVersion: '1.6', epoch })
    assert.equal(held, true)
  }
  if (doubt) seen.connections = connections
}

for (const [name, start] of Object.entries(sets)) {
  describe(`routing on Redis: ${name}`, { timeout: 180_000 }, () => {
    let redis: RedisSet
    let routing: Routing
    const epochs = new Map<string, number>()
    const seen = { connections: -1 }
    before(async () => {
      redis = await start()
      routing = openRouting({ url: redis.url, prefix: 'p', deadEdgeGraceMs: 200 })
    })
    after(async () => {
      await routing?.close()
      await redis?.close()
    })

    const foundAll = async () => {
      const routes = await Promise.all(stations.map(station => routing.lookup('t', station)))
      return routes.every((route, i) => route?.edgeId === 'a' && route.epoch === epochs.get(stations[i] ?? ''))
    }

    it('registers, takes over, restores, and leaves what is newer alone', async () => {
      await routing.renewLease('a', 'a:1', 15_000)
      for (const station of stations) {
        const key = { tenant: 't', station, edgeId: 'a', ocppVersion: '1.6' }
        const first = await routing.register({ ...key, edgeId: 'dead' })
        const { epoch } = await routing.register(key)
        assert.ok(epoch > first.epoch)
        assert.equal(await routing.unregister({ ...key, edgeId: 'dead', epoch: first.epoch }), false)
        assert.equal((await routing.restore({ ...key, edgeId: 'dead', epoch: first.epoch })).held, false)
        epochs.set(station, epoch)
      }
      assert.ok(await foundAll())
      const listed = await routing.stationsOf('a', 1000)
      assert.deepEqual(new Map(listed.map(each => [each.station, each.epoch])), epochs)
      assert.deepEqual(await routing.stationsOf('dead', 1000), [])
      seen.connections = routing.connections
    })

    it('finds a dead edge and lets it be forgotten', async () => {
      await routing.renewLease('gone', 'g:1', 1)
      await until('it is dead', async () => (await routing.deadEdges()).includes('gone'))
      assert.equal(await routing.forgetEdge('gone'), true)
    })

    it('promise 22: has every route back after a crash, callers having seen nothing but "unavailable", and never late', async () => {
      const stop = new AbortController()
      let unavailable = 0
      let slowest = 0
      const caller = (async () => {
        while (!stop.signal.aborted) {
          const began = performance.now()
          await routing.lookup('t', stations[unavailable % stations.length] ?? '').catch(error => {
            assert.equal(error.code, 'unavailable')
            unavailable += 1
          })
          slowest = Math.max(slowest, performance.now() - began)
          await new Promise(resolve => setTimeout(resolve, 10))
        }
      })()
      await redis.crash()
      const began = performance.now()
      await until(
        'all is back',
        () =>
          beat(routing, seen, epochs)
            .then(foundAll)
            .catch(error => error.code !== 'unavailable' && Promise.reject(error)),
        30_000,
      )
      console.log(`${name}: ${unavailable} calls failed; all routes were back ${performance.now() - began} ms later`)
      stop.abort()
      await caller
      assert.ok(unavailable > 0 && slowest < 3500, `${unavailable} failed, the slowest took ${slowest} ms`)
    })

    it('counts a failover in order as a doubt, too', async () => {
      const before = routing.connections
      const [crash, inOrder] = [name === 'sentinel', name !== 'sentinel']
      await redis.failOver()
      if (inOrder) await until('the doubt is counted', () => routing.connections > before, 10_000)
      else assert.ok(crash && routing.connections > 1)
      await until('all is back', () => beat(routing, seen, epochs).then(foundAll, () => false), 30_000)
    })

    it('sees with a look at a route that a flush has taken it', async () => {
      await redis.flush()
      const look = (station: string) =>
        routing.restore({ tenant: 't', station, edgeId: 'a', ocppVersion: '1.6', epoch: epochs.get(station) ?? 0 })
      const looks = await Promise.all(stations.map(look))
      assert.ok(looks.every(({ held }) => held) && looks.some(({ missing }) => missing))
      await routing.renewLease('a', 'a:1', 15_000)
      assert.ok(await foundAll())
      assert.ok((await Promise.all(stations.map(look))).every(({ missing }) => !missing))
    })
  })
}
