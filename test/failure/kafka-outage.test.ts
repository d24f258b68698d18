// Kafka away for a minute under a fleet: nothing is answered that is not durable, memory stays bounded, retries land once.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { until } from '../harness/until.ts'
import { openScene, type Scene, stages } from './scene.ts'

const outageMs = 60_000

describe('Kafka stopped for 60 s', () => {
  let scene: Scene<'kafka' | 'redis'>
  before(async () => {
    // Stations give up on an answer after 10 s and repeat, several times within the outage.
    scene = await openScene(stages.losingKafkaAndRedis, { prefix: 'KAFKA', callTimeoutMs: 10_000 })
    await scene.moreEnded(5)
  })

  const rssMb = (): number[] =>
    scene.platform.edges.map(
      edge => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${edge.pid}/status`, 'utf8'))?.[1]) / 1024,
    )

  it('answers nothing falsely and stays in its memory', async () => {
    const { own, fleet, moreEnded } = scene
    const before = rssMb()
    await own.kafka.stop()
    const stoppedAt = Date.now()
    const answeredAtStop = fleet.answered.transactions.size + fleet.answered.endedTransactions().length
    await until(() => fleet.answered.failedCalls.length >= 20, {
      what: 'stations to repeat unanswered calls',
      withinMs: outageMs,
    })
    await new Promise(resolve => setTimeout(resolve, Math.max(0, stoppedAt + outageMs - Date.now())))
    const during = rssMb()
    const answeredDuring = fleet.answered.transactions.size + fleet.answered.endedTransactions().length - answeredAtStop
    await own.kafka.start()
    console.log(
      `Kafka was away for ${Date.now() - stoppedAt} ms; edges used ${before.map(Math.round)} MB before, ${during.map(Math.round)} MB at the end`,
    )
    assert.equal(answeredDuring, 0, 'a transaction call was answered while nothing could be durable')
    for (const [i, mb] of during.entries()) assert.ok(mb < (before[i] ?? 0) * 1.5 + 20, `edge ${i}: ${mb} MB`)
    await moreEnded(5, 120_000)
  })

  it('has each repeated call once', async () => {
    await scene.finish()
    assert.ok(
      scene.fleet.answered.failedCalls.every(f => f.reply.kind === 'timeout'),
      'a call was answered with an error',
    )
  })
})
