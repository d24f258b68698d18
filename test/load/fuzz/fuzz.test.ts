// The short form of `./chargeplane bench fuzz`.
// own process: it starts services, and what it left of them would be put down to the whole room
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fuzz } from './run.ts'

const seed = 20261124

describe(`8,000 strange frames (seed ${seed})`, () => {
  it('promise 47: are each answered, or cost their socket for a reason that is told, and the edge stays', {
    timeout: 180_000,
  }, async () => {
    const { report, passed } = await fuzz({ seed, frames: 8_000, stations: 24 })
    assert.ok(passed, report)
  })
})
