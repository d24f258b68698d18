import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  await bench.database.query('DELETE FROM sessions')
  await bench.database.query('DELETE FROM station_facts')
})

const heard = (epoch: number, sequence: number, at: number) =>
  bench.database.transaction(tx => hear(tx, sourceOf(origin(epoch, sequence, at))))

async function lastSeen(): Promise<string | undefined> {
  const [row] = await bench.database.query<{ last_seen_at: Date }>('SELECT last_seen_at FROM station_facts')
  return row?.last_seen_at.toISOString()
}

describe('hear', () => {
  it('lets the word of the newest session pass, and repeats of it', async () => {
    assert.equal(await heard(10, 1, 1), true)
    assert.equal(await heard(10, 1, 1), true)
    assert.equal(await heard(11, 1, 5), true)
    assert.equal(await lastSeen(), minute(5))
  })

  it('stops a zombie: an older session heard after the newer one began, by ocpp.connections', async () => {
    await sessionsOf(bench).connected(11, 5)
    assert.equal(await heard(10, 7, 6), false)
    assert.equal(await heard(10, 8, 5), false)
    assert.equal(await lastSeen(), undefined)
  })

  it('stops a zombie: an older session heard after the newer one spoke, by ocpp.stations', async () => {
    await heard(11, 1, 5)
    assert.equal(await heard(10, 7, 6), false)
    assert.equal(await lastSeen(), minute(5))
  })

  it('lets a late record pass that was received before the newer session began', async () => {
    await sessionsOf(bench).connected(11, 5)
    await heard(11, 2, 6)
    assert.equal(await heard(10, 3, 4), true)
    assert.equal(await lastSeen(), minute(6), 'a late record does not turn back the clock')
  })

  it('takes the earliest time heard in a session as its beginning', async () => {
    await heard(11, 5, 9)
    assert.equal(await heard(10, 3, 7), true)
    await heard(11, 1, 6)
    assert.equal(await heard(10, 4, 7), false)
  })
})
