import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testSession } from '../testing/session.ts'
import { createRestoring } from './restoring.ts'
import type { Routes } from './routes.ts'
import type { Session } from './session.ts'

interface World {
  sessions: Session[]
  /** Stations in the order in which their routes were written. */
  written: string[]
  settled: string[]
  missing: Set<string>
  away: Set<string>
  leftovers: number
}

function setUp(count: number, rate: number) {
  const sessions = Array.from({ length: count }, (_, i) => testSession({ station: `CP-${i}` }).session)
  const world: World = { sessions, written: [], settled: [], missing: new Set(), away: new Set(), leftovers: 0 }
  const routes: Pick<Routes, 'restore' | 'retry'> = {
    async restore(session) {
      if (world.away.has(session.station)) throw new Error('away')
      world.written.push(session.station)
      session.routed = true
      return world.missing.delete(session.station)
    },
    async retry(limit) {
      world.leftovers = Math.max(0, world.leftovers - limit)
      return world.leftovers
    },
  }
  const restoring = createRestoring({
    routes: { ...unused, ...routes },
    rate,
    sessions: () => world.sessions,
    onSettled: session => void world.settled.push(session.station),
  })
  return { world, restoring }
}

const never = () => Promise.reject(new Error('not asked for'))
const unused: Routes = { register: never, unregister: never, restore: never, retry: never, settled: never, lost() {} }

describe('restoring', () => {
  it('writes what is missing, oldest first, and takes back what is left over, at the rate', async () => {
    const { world, restoring } = setUp(60, 200)
    const routed = world.sessions[3]
    if (routed) routed.routed = true
    world.leftovers = 40
    const began = performance.now()
    restoring.begin()
    restoring.begin()
    await restoring.settled()
    const ms = performance.now() - began
    assert.deepEqual(
      world.written,
      world.sessions.map(({ station }) => station).filter(station => station !== 'CP-3'),
    )
    assert.deepEqual(world.settled, world.written)
    assert.equal(world.leftovers, 0)
    // 59 routes and 40 leftovers in batches of 20, 100 ms apart but for the first of each kind.
    assert.ok(ms >= 290 && ms < 2000, `took ${ms} ms`)
  })

  it('goes on past what one shard of a cluster can not take', async () => {
    const { world, restoring } = setUp(20, 1000)
    for (let i = 0; i < 20; i += 3) world.away.add(`CP-${i}`)
    restoring.begin()
    await restoring.settled()
    assert.equal(world.written.length, 13)
    world.away.clear()
    restoring.begin()
    await restoring.settled()
    assert.equal(world.written.length, 20)
  })

  it('stops at once when Redis is away', async () => {
    const { world, restoring } = setUp(60, 200)
    world.leftovers = 5
    for (const { station } of world.sessions.slice(0, 20)) world.away.add(station)
    restoring.begin()
    await restoring.settled()
    assert.deepEqual([world.written, world.leftovers], [[], 5])
  })

  it('looks at others each time, and says when a route was not there', async () => {
    const { world, restoring } = setUp(200, 1000)
    for (const session of world.sessions) session.routed = true
    for (let i = 0; i < 4; i++) assert.equal(await restoring.look(), false)
    assert.equal(new Set(world.written).size, 200)
    await restoring.look()
    world.missing.add('CP-100')
    assert.deepEqual([await restoring.look(), await restoring.look()], [true, false])
    world.away.add('CP-150')
    assert.equal(await restoring.look(), false)
  })
})
