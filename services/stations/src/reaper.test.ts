import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { StationDisconnected } from '@chargeplane/proto/ocpp/v1/connections'
import type { Routing } from '@chargeplane/routing'
import { until } from '@chargeplane/service/testing'
import { logger } from '@chargeplane/telemetry'
import { type ReaperNeeds, reap, startReaper } from './reaper.ts'
import { type Bench, openBench } from './testing/bench.ts'
import { openTestRouting } from './testing/edge.ts'

let bench: Bench
let routing: Routing
let needs: ReaperNeeds
before(async () => {
  bench = await openBench()
  ;({ routing } = openTestRouting())
  needs = { ...bench, routing, committed: () => {}, log: logger('test') }
})
after(async () => {
  await routing.close()
  await bench.close()
})

/** An edge with stations that dies: its lease is gone, its routes are not. */
async function deadEdge(edgeId: string, stations: string[]): Promise<Map<string, number>> {
  await routing.renewLease(edgeId, '127.0.0.1:9100', 60_000)
  const epochs = new Map<string, number>()
  for (const station of stations) {
    const { epoch } = await routing.register({ tenant: 'default', station, edgeId, ocppVersion: '1.6' })
    epochs.set(station, epoch)
  }
  await routing.releaseLease(edgeId)
  return epochs
}

async function announced(): Promise<{ key: string; data: StationDisconnected }[]> {
  const events = await bench.emitted()
  return events
    .filter(({ type }) => type === 'chargeplane.ocpp.v1.StationDisconnected')
    .map(({ key, data }) => ({ key, data: data as StationDisconnected }))
}

async function reapUntil(count: number): Promise<number> {
  let total = 0
  await until(`${count} stations to be announced`, async () => {
    total += await reap(needs)
    return total >= count
  })
  return total
}

describe('reap', () => {
  it('announces the stations of a dead edge as disconnected, once, and forgets their routes', async () => {
    const epochs = await deadEdge('edge-1', ['CP-1', 'CP-2'])
    assert.equal(await reapUntil(2), 2)
    const events = await announced()
    assert.deepEqual(events.map(({ key }) => key).sort(), ['default/CP-1', 'default/CP-2'])
    for (const { data } of events) {
      assert.deepEqual([data.reason, data.origin?.edgeId], ['edge_lost', 'edge-1'])
      assert.equal(data.origin?.epoch, BigInt(epochs.get(data.origin?.stationId ?? '') ?? 0))
    }
    assert.deepEqual(await routing.stationsOf('edge-1', 10), [])
    assert.equal(await reap(needs), 0)
    assert.equal((await announced()).length, 2)
  })

  it('leaves a living edge and its stations alone', async () => {
    await routing.renewLease('edge-2', '127.0.0.1:9100', 60_000)
    await routing.register({ tenant: 'default', station: 'CP-3', edgeId: 'edge-2', ocppVersion: '1.6' })
    await deadEdge('edge-3', ['CP-4'])
    await reapUntil(1)
    assert.equal((await routing.lookup('default', 'CP-3'))?.edgeId, 'edge-2')
    assert.equal(
      (await announced()).some(({ key }) => key === 'default/CP-3'),
      false,
    )
  })

  it('does not touch the new route of a station that has moved on, and announces the old session only', async () => {
    const epochs = await deadEdge('edge-4', ['CP-5'])
    await routing.renewLease('edge-2', '127.0.0.1:9100', 60_000)
    const { epoch } = await routing.register({
      tenant: 'default',
      station: 'CP-5',
      edgeId: 'edge-2',
      ocppVersion: '1.6',
    })
    await reapUntil(1)
    assert.equal((await routing.lookup('default', 'CP-5'))?.epoch, epoch)
    const event = (await announced()).find(({ key }) => key === 'default/CP-5')
    assert.equal(event?.data.origin?.epoch, BigInt(epochs.get('CP-5') ?? 0))
  })

  it('announces again, under the same id, what a crash kept from being forgotten', async () => {
    await deadEdge('edge-5', ['CP-6'])
    const crash = new Error('crashed between the commit and the routes')
    const crashing = {
      ...needs,
      routing: { ...routing, forget: () => Promise.reject(crash), deadEdges: () => routing.deadEdges() },
    }
    await until('the crash', () =>
      reap(crashing).then(
        () => false,
        error => error === crash,
      ),
    )
    await reapUntil(1)
    const ids = await bench.database.query<{ id: string }>(
      `SELECT headers->>'ce_id' AS id FROM outbox WHERE headers->>'ce_id' LIKE '%CP-6%'`,
    )
    assert.equal(ids.length, 2)
    assert.equal(new Set(ids.map(({ id }) => id)).size, 1)
  })

  it('promise 21: announces each lost session once when reapers race and one of them dies half-way', async () => {
    const stations = Array.from({ length: 40 }, (_, index) => `RACE-${index}`)
    const epochs = await deadEdge('edge-race', stations)
    let forgotten = 0
    const dying = {
      ...needs,
      routing: {
        ...routing,
        async forget(edgeId: string, session: Parameters<Routing['forget']>[1]) {
          forgotten += 1
          if (forgotten > 10) throw new Error('died')
          await routing.forget(edgeId, session)
        },
      },
    }
    await until('all stations to be taken', async () => {
      await Promise.all([reap(needs), reap(dying).catch(() => 0), reap(needs)])
      return (await routing.stationsOf('edge-race', 100)).length === 0
    })
    const rows = await bench.database.query<{ id: string }>(
      `SELECT DISTINCT headers->>'ce_id' AS id FROM outbox WHERE headers->>'ce_id' LIKE '%RACE-%'`,
    )
    const expected = stations.map(station => `edge_lost/default/${station}/${epochs.get(station)}`)
    assert.deepEqual(rows.map(({ id }) => id).sort(), expected.sort())
  })

  it('leaves the work to the instance that is at it', async () => {
    await deadEdge('edge-6', ['CP-7'])
    await bench.database.session(async session => {
      await session.query(`SELECT pg_advisory_lock(hashtextextended('chargeplane reaper ' || current_schema(), 0))`)
      await until('the edge to count as dead', async () => (await routing.deadEdges()).includes('edge-6'))
      assert.equal(await reap(needs), 0)
      assert.equal(
        (await announced()).some(({ key }) => key === 'default/CP-7'),
        false,
      )
    })
    await reapUntil(1)
  })

  it('works through more stations than fit one transaction', async () => {
    const stations = Array.from({ length: 1203 }, (_, index) => `MANY-${index}`)
    await deadEdge('edge-7', stations)
    assert.equal(await reapUntil(1203), 1203)
    const keys = new Set((await announced()).map(({ key }) => key).filter(key => key.includes('MANY')))
    assert.equal(keys.size, 1203)
  })
})

describe('startReaper', () => {
  it('reaps by itself, goes on after a failure, and stops', async () => {
    let failures = 0
    const failing = {
      ...needs,
      routing: {
        ...routing,
        async deadEdges() {
          failures += 1
          if (failures === 1) throw new Error('not now')
          return routing.deadEdges()
        },
      },
    }
    await deadEdge('edge-8', ['CP-8'])
    const reaper = startReaper(failing, 20)
    await until('CP-8 to be announced', async () => (await announced()).some(({ key }) => key === 'default/CP-8'))
    await reaper.close()
    const passes = failures
    await reaper.close()
    assert.ok(passes > 1)
  })
})
