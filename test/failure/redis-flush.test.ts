// Redis flushed, then killed and restarted, under a fleet: sockets stay, and commands find their station again.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { before, describe, it } from 'node:test'
import { until } from '../harness/until.ts'
import { openScene, type Scene, stages } from './scene.ts'

describe('Redis loses everything', () => {
  let scene: Scene<'kafka' | 'redis'>
  before(async () => {
    scene = await openScene(stages.losingKafkaAndRedis, { prefix: 'REDIS' })
    await scene.moreEnded(3)
  })

  async function commandWorks(): Promise<boolean> {
    const answers = await Promise.all(
      scene.fleet.stations.map(s =>
        scene.platform.api.raw('POST', `/v1/stations/${s.identity}/commands/TriggerMessage`, {
          requestedMessage: 'Heartbeat',
        }),
      ),
    )
    const refused = answers.filter(a => a.status !== 200)
    if (refused.length > 0) throw new Error(`${refused.length} commands failed, one with ${JSON.stringify(refused[0])}`)
    return true
  }

  for (const [what, lose] of [
    ['FLUSHALL', (s: Scene<'kafka' | 'redis'>) => flush(s.own.redis.url)],
    [
      'kill -9 and a restart',
      async (s: Scene<'kafka' | 'redis'>) => {
        await s.own.redis.kill()
        await s.own.redis.start()
      },
    ],
  ] as const) {
    it(`keeps sockets and finds every station within 30 s of ${what}`, async () => {
      await until(commandWorks, { what: 'commands to work before', everyMs: 1_000 })
      const closes = (): number[] => scene.fleet.stations.map(s => s.link.closes)
      const before = closes()
      await lose(scene)
      const lostAt = Date.now()
      await until(commandWorks, { what: 'commands to work again', withinMs: 30_000, everyMs: 1_000 })
      console.log(
        `commands to all ${scene.fleet.stations.length} stations worked ${Date.now() - lostAt} ms after ${what}`,
      )
      assert.deepEqual(closes(), before, 'a socket was closed')
    })
  }

  it('has lost no charge', async () => {
    await scene.finish()
    assert.deepEqual(scene.fleet.answered.failedCalls, [])
  })
})

async function flush(redisUrl: string): Promise<void> {
  const { hostname, port } = new URL(redisUrl)
  const socket = connect(Number(port), hostname)
  const answer = once(socket, 'data')
  socket.write('FLUSHALL\r\n')
  assert.equal(String((await answer)[0]), '+OK\r\n')
  socket.destroy()
}
