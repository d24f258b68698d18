import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { waitUntil } from './wait.ts'

describe('waitUntil', () => {
  it('comes back once the probe says yes, and takes a probe that throws for a no', async () => {
    let asked = 0
    const probe = () => {
      asked++
      if (asked === 1) throw new Error('not even listening')
      return asked === 3
    }
    await waitUntil('it', probe, { timeoutMs: 5000, everyMs: 1 })
    assert.equal(asked, 3)
  })

  it('fails by the deadline with the name of what did not come and the last error as its cause', async () => {
    const refused = new Error('refused')
    const waiting = waitUntil('Kafka has to be ready', () => Promise.reject(refused), { timeoutMs: 30, everyMs: 5 })
    await assert.rejects(waiting, (error: unknown) => {
      assert.ok(error instanceof Failure)
      assert.equal(error.code, 'deadline_exceeded')
      assert.match(error.message, /^Kafka has to be ready: not within/)
      assert.equal(error.cause, refused)
      return true
    })
  })

  it('ends early when waiting has become pointless', async () => {
    let looks = 0
    const giveUp = () => {
      if (++looks === 2) throw new Error('it has died')
    }
    await assert.rejects(
      waitUntil('it', () => false, { timeoutMs: 60_000, everyMs: 1, giveUp }),
      /it has died/,
    )
    assert.equal(looks, 2)
  })

  it('asks once more even when there is no time at all', async () => {
    await waitUntil('it', () => true, { timeoutMs: 0 })
  })
})
