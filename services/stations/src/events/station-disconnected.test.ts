import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'

let bench: Bench
let session: ReturnType<typeof sessionsOf>
before(async () => {
  bench = await openBench()
  session = sessionsOf(bench)
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  await bench.database.query('DELETE FROM sessions')
})

async function reason(): Promise<string | undefined> {
  const [row] = await bench.database.query<{ reason: string }>('SELECT reason FROM sessions')
  return row?.reason
}

describe('stationDisconnected', () => {
  it('shows the station as gone, from no edge, in the version it spoke last', async () => {
    await session.connected(10, 1, '2.0.1')
    await session.disconnected(10, 2)
    assert.deepEqual(await session.presence(), [false, '2.0.1', '', minute(2)])
  })

  it('ignores the end of a session that a newer one has followed', async () => {
    await session.connected(10, 1)
    await session.connected(11, 2)
    await session.disconnected(10, 3, 'replaced')
    assert.equal((await session.presence())[0], true)
  })

  it('keeps the first of two ends of one session', async () => {
    await session.connected(10, 1)
    await session.disconnected(10, 2, 'edge_lost', 0xffff_ffff)
    await session.disconnected(10, 3, 'closed')
    assert.equal(await reason(), 'edge_lost')
    assert.equal((await session.presence()).at(-1), minute(2))
  })

  it('ends a session whose beginning was never heard of, and all before it', async () => {
    await session.connected(10, 1)
    await session.disconnected(12, 2)
    await session.connected(11, 3)
    assert.equal((await session.presence())[0], false)
  })
})
