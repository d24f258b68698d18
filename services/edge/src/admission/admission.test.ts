import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createAdmission, retryAfter } from './admission.ts'
import { createArrivals } from './arrivals.ts'

const room = (atOnce = 1000) => createArrivals({ atOnce, held: () => 0 })

describe('createAdmission', () => {
  it('lets a burst of one second through, then the rate', () => {
    const admission = createAdmission({
      maxConnections: 1000,
      acceptRate: 10,
      pressure: { share: 1 },
      arrivals: room(),
    })
    const enter = (nowMs: number) => Array.from({ length: 50 }, () => admission.tryEnter(nowMs)).filter(Boolean).length
    assert.equal(enter(1000), 10)
    assert.equal(enter(1500), 5)
    assert.equal(enter(60_000), 10)
  })

  it('refuses at the limit of connections, and lets in again when one has closed', () => {
    const admission = createAdmission({ maxConnections: 1, acceptRate: 100, pressure: { share: 1 }, arrivals: room() })
    admission.opened()
    assert.equal(admission.tryEnter(1), false)
    admission.closed()
    assert.equal(admission.tryEnter(1), true)
    assert.equal(admission.connections, 0)
  })

  it('refuses everybody once it was stopped', () => {
    const admission = createAdmission({ maxConnections: 10, acceptRate: 100, pressure: { share: 1 }, arrivals: room() })
    admission.stop()
    assert.equal(admission.tryEnter(1), false)
  })
})

describe('retryAfter', () => {
  it('promise 39: everybody who was cut at once is back soon, whatever the rate, and nobody is starved', () => {
    const rate = 100
    const admission = createAdmission({
      maxConnections: 100_000,
      acceptRate: rate,
      pressure: { share: 1 },
      arrivals: room(),
    })
    // Each comes at once, and again when it was told to.
    let coming = Array.from({ length: 5000 }, () => ({ atMs: 1000 + Math.random() * 5000, tries: 0 }))
    const tries: number[] = []
    let lastMs = 0
    while (coming.length > 0) {
      coming.sort((a, b) => a.atMs - b.atMs)
      const next: typeof coming = []
      for (const station of coming) {
        const { atMs } = station
        // Those who come again before all of these have come are dealt with in the next round: the clock must not go back.
        if (next.length > 0 && next.some(other => other.atMs < atMs)) {
          next.push(station)
          continue
        }
        station.tries += 1
        if (admission.tryEnter(atMs)) {
          tries.push(station.tries)
          lastMs = atMs
        } else next.push({ ...station, atMs: atMs + Number(retryAfter()) * 1000 })
      }
      coming = next
    }
    assert.equal(tries.length, 5000)
    assert.ok(lastMs < 4 * (5000 / rate) * 1000, `the last one came back after ${lastMs} ms`)
    assert.ok(Math.max(...tries) < 40, `one tried ${Math.max(...tries)} times`)
  })

  it('spreads the refused over half a minute', () => {
    const seconds = Array.from({ length: 500 }, () => Number(retryAfter()))
    assert.ok(seconds.every(s => s >= 5 && s < 30))
    assert.ok(new Set(seconds).size > 10)
  })
})
