// What must hold for any session and tariff. The seed is printed with a failure; PRICE_SEED repeats it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { random, shuffled } from '@chargeplane/service/testing'
import { randomSession, randomTariff } from '../testing/random-sessions.ts'
import { currencyExponent } from './currency.ts'
import { priceSession } from './price.ts'
import { rateSession } from './rate.ts'

const runs = 5_000
const seed = Number(process.env.PRICE_SEED ?? Date.now() % 1_000_000)

describe(`priceSession, ${runs} random sessions (PRICE_SEED=${seed})`, () => {
  it('adds up: lines make net and VAT, both make the total, nothing is negative', () => {
    const next = random(seed)
    for (let run = 0; run < runs; run++) {
      const price = priceSession(randomTariff(next), randomSession(next))
      const net = price.lines.reduce((sum, line) => sum + line.netMinor, 0n)
      const vat = price.lines.reduce((sum, line) => sum + line.vatMinor, 0n)
      assert.deepEqual([price.netMinor, price.vatMinor, price.totalMinor], [net, vat, net + vat], `run ${run}`)
      assert.ok(
        price.lines.every(line => line.netMinor >= 0n && line.vatMinor >= 0n),
        `run ${run}`,
      )
    }
  })

  it('is the same whatever the order of the periods', () => {
    const next = random(seed + 1)
    for (let run = 0; run < runs; run++) {
      const [tariff, session] = [randomTariff(next), randomSession(next)]
      const mixed = { ...session, periods: shuffled(session.periods, next) }
      assert.deepEqual(priceSession(tariff, mixed), priceSession(tariff, session), `run ${run}`)
    }
  })

  it('is the same when a period is cut in two', () => {
    const next = random(seed + 2)
    for (let run = 0; run < runs; run++) {
      const [tariff, session] = [randomTariff(next), randomSession(next)]
      const periods = session.periods.flatMap(period => {
        const middle = period.startedAtMs + Math.floor((period.endedAtMs - period.startedAtMs) * next())
        return [
          { ...period, endedAtMs: middle },
          { ...period, startedAtMs: middle },
        ]
      })
      assert.deepEqual(priceSession(tariff, { ...session, periods }), priceSession(tariff, session), `run ${run}`)
    }
  })

  it('rounds each line by at most half a minor unit', () => {
    const next = random(seed + 3)
    for (let run = 0; run < runs; run++) {
      const [tariff, session] = [randomTariff(next), randomSession(next)]
      const exact = rateSession(tariff, session)
      const { lines } = priceSession(tariff, session)
      for (const [index, line] of lines.entries()) {
        const rated = exact[index]
        assert.ok(rated !== undefined && rated.dimension === line.dimension)
        const off = rated.net
          .times(`1e${currencyExponent(tariff.currency)}`)
          .minus(String(line.netMinor))
          .abs()
        assert.ok(off.lte('0.5'), `run ${run}: ${line.dimension} is off by ${off.toFixed()}`)
      }
    }
  })

  it('never gets cheaper with more energy', () => {
    const next = random(seed + 4)
    for (let run = 0; run < runs; run++) {
      const [tariff, session] = [randomTariff(next), randomSession(next)]
      const more = priceSession(tariff, { ...session, energyWh: session.energyWh.plus('1500') })
      assert.ok(more.totalMinor >= priceSession(tariff, session).totalMinor, `run ${run}`)
    }
  })
})
