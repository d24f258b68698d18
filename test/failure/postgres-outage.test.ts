// PostgreSQL away for a minute under a fleet: no station sees a failed call, and everything is processed afterwards.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { openScene, type Scene, stages } from './scene.ts'

const outageMs = 60_000

describe('PostgreSQL stopped for 60 s', () => {
  let scene: Scene<'postgres'>
  before(async () => {
    // Few stations go on all the while: each charge is another chance to fail, and costs all services their work.
    scene = await openScene(stages.losingPostgres, { prefix: 'PGOUT', stations: 8, offlinePerS: 0.005 })
    await scene.moreEnded(5)
  })

  it('fails no call of any station', async () => {
    const { own, fleet, moreEnded } = scene
    const endedBefore = fleet.answered.endedTransactions().length
    await own.postgres.stop()
    const stoppedAt = Date.now()
    await moreEnded(10, outageMs)
    const endedDuring = fleet.answered.endedTransactions().length - endedBefore
    await new Promise(resolve => setTimeout(resolve, Math.max(0, stoppedAt + outageMs - Date.now())))
    await own.postgres.start()
    console.log(`PostgreSQL was away for ${Date.now() - stoppedAt} ms, ${endedDuring} charges ended meanwhile`)
    await moreEnded(5)
    assert.deepEqual(fleet.answered.failedCalls, [])
  })

  it('processes everything afterwards', async () => {
    await scene.finish()
    assert.deepEqual(scene.fleet.answered.failedCalls, [])
  })
})
