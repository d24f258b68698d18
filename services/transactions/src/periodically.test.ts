import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { until } from '@chargeplane/service/testing'
import type { Logger } from '@chargeplane/telemetry'
import { periodically } from './periodically.ts'

/** Keeps what is logged. */
function keeping(): { log: Logger; lines: string[] } {
  const lines: string[] = []
  const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`)
  return { log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }, lines }
}

describe('periodically', () => {
  it('goes on after a round that failed, and tells outages from faults', async () => {
    const { log, lines } = keeping()
    let rounds = 0
    const work = periodically('work', 5, log, async () => {
      rounds++
      if (rounds === 1) throw fail('unavailable', 'the database is away')
      if (rounds === 2) throw new Error('a mistake')
    })
    await until('a third round', () => rounds >= 3)
    await work.close()
    assert.deepEqual(lines, ['warn work waits', 'error work failed'])
  })

  it('never runs twice at once, and waits for the round under way when it closes', async () => {
    let running = 0
    let most = 0
    let rounds = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    const work = periodically('work', 1, keeping().log, async () => {
      most = Math.max(most, ++running)
      if (++rounds === 3) resolve()
      await new Promise(next => setTimeout(next, 10))
      running--
    })
    await promise
    assert.equal(running, 1)
    await work.close()
    const after = rounds
    assert.deepEqual([running, most], [0, 1])
    await new Promise(next => setTimeout(next, 20))
    assert.equal(rounds, after)
  })
})
