// kill -9 of each process in turn under a fleet: what the stations were answered is billed, once.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { openScene, type Scene, stages } from './scene.ts'

describe('kill -9 of every process in turn', () => {
  let scene: Scene<'postgres'>
  before(async () => {
    // Offline spells too: a station that comes back while its edge or an owner is dead is the hard case.
    scene = await openScene(stages.losingPostgres, { prefix: 'KILL', offlinePerS: 0.01, callTimeoutMs: 8_000 })
    await scene.moreEnded(5)
  })

  it('goes on after each', async () => {
    const { platform, moreEnded } = scene
    const victims = [...platform.processes].filter(p => p !== platform.edges[1])
    for (const victim of victims) {
      const pid = victim.pid
      await victim.stop('SIGKILL')
      await moreEnded(victim === platform.edges[0] ? 2 : 3)
      await victim.start()
      assert.notEqual(victim.pid, pid)
      await moreEnded(3)
      console.log(`${victim.name} was killed (pid ${pid}) and is back (pid ${victim.pid})`)
    }
  })

  it('has billed every answered charge once', async () => {
    const counts = await scene.finish()
    assert.ok(counts.invoices >= 40, `${counts.invoices} invoices`)
  })
})
