// What must hold for any session. The seed is printed with a failure; PERIODS_SEED repeats it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Random, random, shuffled } from '@chargeplane/service/testing'
import { Decimal } from './decimal.ts'
import { outcomeOf } from './outcome.ts'
import type { StateChange } from './periods.ts'
import type { RegisterSample } from './registers.ts'

const runs = 3_000
const seed = Number(process.env.PERIODS_SEED ?? Date.now() % 1_000_000)
const startedAtMs = Date.UTC(2026, 4, 1, 12)

function randomFacts(next: Random) {
  const endedAtMs = startedAtMs + Math.floor(next() * 8 * 3_600_000)
  let wh = Math.floor(next() * 1e6)
  const startWh = wh
  const samples = Array.from({ length: Math.floor(next() * 30) }, (_, index): RegisterSample => {
    if (next() < 0.7) wh += Math.floor(next() * 5_000) / 10
    const atMs = startedAtMs + index * 600_000 + (next() < 0.1 ? -86_400_000 : 0)
    return { atMs, wh: new Decimal(wh.toFixed(1)), context: 'Sample.Periodic', location: 'Outlet' }
  })
  const changes = Array.from(
    { length: Math.floor(next() * 6) },
    (): StateChange => ({
      atMs: startedAtMs + Math.floor((next() * 1.2 - 0.1) * (endedAtMs - startedAtMs)),
      charging: next() < 0.5,
    }),
  ).sort((a, b) => a.atMs - b.atMs)
  const facts = {
    startedAtMs,
    endedAtMs,
    firstReceivedAtMs: startedAtMs,
    starts: 1,
    ends: 1,
    authorizationStatus: 'Accepted',
    startWh: new Decimal(String(startWh)),
    stopWh: new Decimal((wh + Math.floor(next() * 100)).toFixed(1)),
  }
  return { facts, samples, changes }
}

describe(`outcomeOf, ${runs} random sessions (PERIODS_SEED=${seed})`, () => {
  it('covers the session without gap or overlap, and its energy adds up exactly', () => {
    const next = random(seed)
    for (let run = 0; run < runs; run++) {
      const { facts, samples, changes } = randomFacts(next)
      const { periods, energyWh } = outcomeOf(facts, samples, changes)
      assert.equal(periods[0]?.startedAt, new Date(facts.startedAtMs).toISOString(), `run ${run}`)
      assert.equal(periods.at(-1)?.endedAt, new Date(facts.endedAtMs).toISOString(), `run ${run}`)
      for (const [index, period] of periods.slice(1).entries()) {
        assert.equal(period.startedAt, periods[index]?.endedAt, `run ${run}`)
        assert.notEqual(period.charging, periods[index]?.charging, `run ${run}`)
      }
      const sum = periods.reduce((total, period) => total.plus(period.energyWh), new Decimal('0'))
      assert.equal(sum.toFixed(), energyWh, `run ${run}`)
      assert.ok(
        periods.every(period => !period.energyWh.startsWith('-')),
        `run ${run}`,
      )
    }
  })

  it('does not depend on the order of the samples', () => {
    const next = random(seed + 1)
    for (let run = 0; run < runs; run++) {
      const { facts, samples, changes } = randomFacts(next)
      const straight = outcomeOf(facts, samples, changes)
      assert.deepEqual(outcomeOf(facts, shuffled(samples, next), changes), straight, `run ${run}`)
    }
  })
})
