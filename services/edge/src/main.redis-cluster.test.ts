// Promise 22 with a real edge on a real Redis Cluster: a shard is killed, fails over, and loses its data.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { askRedis, makeBriefDirectory, type RedisCluster, startRedisCluster } from '@chargeplane/local-stack'
import { openRouting, type Routing } from '@chargeplane/routing'
import { type Bench, openBench } from './testing/bench.ts'
import type { EdgeProcess } from './testing/edge-process.ts'
import type { Station } from './testing/station.ts'
import { until } from './testing/until.ts'

const names = Array.from({ length: 40 }, (_, i) => `CP-Shard-${i}`)
const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' }

describe('promise 22: sockets stay, events flow, routes are back within 30 s', { timeout: 180_000 }, () => {
  const dir = makeBriefDirectory('edge-cluster')
  let bench: Bench
  let cluster: RedisCluster
  let edge: EdgeProcess
  let routing: Routing
  const stations: Station[] = []
  const closes: number[] = []
  before(async () => {
    ;[bench, cluster] = await Promise.all([openBench(), startRedisCluster({ dir })])
    const leases = { EDGE_LEASE_TTL_MS: '3000', EDGE_LEASE_RENEW_MS: '600' }
    edge = await bench.start({ ...leases, REDIS_URL: cluster.url })
    routing = openRouting({ url: cluster.url, prefix: bench.env.CHARGEPLANE_REDIS_PREFIX ?? '' })
    for (const name of names) {
      const station = await bench.station(edge, name)
      void station.closed.then(({ code }) => closes.push(code))
      stations.push(station)
    }
    await until('all have a route', allHeld)
  })
  after(async () => {
    await routing?.close()
    await bench?.close()
    await cluster?.close()
    rmSync(dir, { recursive: true })
  })

  async function allHeld(): Promise<boolean> {
    const routes = await Promise.all(names.map(name => routing.lookup('default', name).catch(() => undefined)))
    return routes.every(route => route?.edgeAddress === edge.grpcAddress)
  }
  async function allSpeak(): Promise<void> {
    const answers = await Promise.all(stations.map(station => station.call('StatusNotification', status)))
    assert.ok(answers.every(([type]) => type === 3))
    assert.deepEqual(closes, [])
  }
  const back = () => until('all have a route again', allHeld, 30_000)

  it('when the master of a shard is killed, and its replica takes over', async () => {
    const [victim] = await cluster.masters()
    await victim?.kill()
    await allSpeak()
    const newcomer = await bench.station(edge, 'CP-Newcomer')
    assert.equal((await newcomer.call('StatusNotification', status))[0], 3)
    await until('the replica has taken over', async () => (await cluster.masters()).length === 3, 20_000)
    await back()
    await until(
      'the newcomer has its route',
      async () => (await routing.lookup('default', 'CP-Newcomer')) !== undefined,
    )
    await allSpeak()
    newcomer.socket.terminate()
    await victim?.start()
    await cluster.healthy()
  })

  it('when one shard loses its data under living connections, whichever it is', async () => {
    for (const { port } of await cluster.masters()) {
      await askRedis(port, 'FLUSHALL')
      await back()
    }
    await allSpeak()
  })

  it('when a shard fails over in order', async () => {
    const [master] = await cluster.masters()
    if (master) await cluster.failOver(master)
    await back()
    await allSpeak()
    for (const station of stations) station.socket.terminate()
  })
})
