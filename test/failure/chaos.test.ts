// The short form of `./chargeplane bench chaos`: single backends, a fault of each kind that is quick, every check of the long form.
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { type ChaosResult, type Rule, runChaos } from './chaos/chaos.ts'
import { reportText } from './chaos/report.ts'

const stations = 6
const seed = process.env.CHARGEPLANE_CHAOS_SEED ?? 'short-187'

describe(`random faults, seed ${seed}`, () => {
  let result: ChaosResult
  before(async () => {
    const again = `CHARGEPLANE_CHAOS_SEED=${seed} ./chargeplane test test/failure/chaos.test.ts`
    console.log(`seed ${seed}; the same faults again: ${again}`)
    result = await runChaos({
      seed,
      faults: 8,
      edges: 2,
      stations,
      clustered: false,
      everyMs: 1_500,
      atOnce: 3,
      episode: 8,
      sessionS: 4,
      kinds: [
        'kill edge',
        'pause edge',
        'silent network',
        'cut network',
        'kill redis',
        'flush redis',
        'pause broker',
        'kill postgres',
      ],
      directory: join(tmpdir(), `chargeplane-chaos-journal-${process.pid}`),
      say: line => console.log(line),
    })
    console.log(reportText(result, again))
  })

  function holds(rule: Rule, about = ''): void {
    assert.deepEqual(
      result.violations[rule]?.filter(violation => violation.includes(about)),
      [],
    )
  }

  it('promise 15: a security event that was confirmed is in Kafka and in PostgreSQL, whatever was killed in between', () => {
    holds('missing', 'SecurityEventNotification')
    assert.ok((result.counts['security events confirmed'] ?? 0) >= 5, JSON.stringify(result.counts))
  })
  it('promise 29: every call of a transaction that was answered is in Kafka and in PostgreSQL', () => {
    holds('missing')
    assert.ok((result.counts['calls answered'] ?? 0) >= 50, JSON.stringify(result.counts))
  })
  it('promise 30: while Kafka is silent nothing is answered that has to be durable, and nothing is lost after', () => {
    holds('away')
    assert.ok((result.faults['pause broker'] ?? 0) > 0)
  })
  it('promise 32: the records of a station stand in order, also across takeover, and gaps are explained', () => {
    holds('order')
    holds('gaps')
    assert.ok((result.counts.sessions ?? 0) > stations, 'no station ever changed its edge')
  })
  it('promise 23: no command reaches a station that it is not for, and promise 25: none is sent twice, each has an outcome', () => {
    holds('commands')
    assert.ok((result.counts['commands at stations'] ?? 0) >= 10, JSON.stringify(result.counts))
  })
  it('promise 21: an edge that was paused beyond its lease changes no state; routes of living sockets are back within 30 s, none of dead ones', () => {
    holds('states')
    assert.ok((result.counts['pauses beyond a lease'] ?? 0) > 0)
  })
  it('promise 33: each charge is billed once, and the ledger sums to zero', () => {
    holds('money')
    assert.ok((result.counts['charges billed'] ?? 0) > 0)
  })
  it('has had no process end by itself, and no promise left unhandled', () => holds('processes'))
})
