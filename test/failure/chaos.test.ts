// The short form of `./chargeplane bench chaos`: single backends, a fault of each kind that is quick, every check of the long form.
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { type ChaosResult, type Rule, runChaos } from './chaos/chaos.ts'
import { reportText } from './chaos/report.ts'

const seed = process.env.CHARGEPLANE_CHAOS_SEED ?? 'short'

describe(`random faults, seed ${seed}`, () => {
  let result: ChaosResult
  before(async () => {
    const again = `CHARGEPLANE_CHAOS_SEED=${seed} ./chargeplane test test/failure/chaos.test.ts`
    console.log(`seed ${seed}; the same faults again: ${again}`)
    result = await runChaos({
      seed,
      faults: 8,
      edges: 2,
      stations: 6,
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
        'kafka away',
        'kill postgres',
      ],
      directory: join(tmpdir(), `chargeplane-chaos-journal-${process.pid}`),
      say: line => console.log(line),
    })
    console.log(reportText(result, again))
  })

  const holds = (rule: Rule) => assert.deepEqual(result.violations[rule], [])

  it('promises 15 and 29: what a station was answered, security events too, is in Kafka and in PostgreSQL', () => {
    holds('missing')
    assert.ok((result.counts['calls answered'] ?? 0) >= 50, JSON.stringify(result.counts))
  })
  it('promise 30: while Kafka is away nothing is answered that has to be durable, and nothing is lost after', () =>
    holds('away'))
  it('promise 32: the records of a station stand in order, also across takeover, and gaps are explained', () => {
    holds('order')
    holds('gaps')
    assert.ok((result.counts.sessions ?? 0) > 6, 'no station ever changed its edge')
  })
  it('no command is misdelivered or sent twice, and each has an outcome', () => {
    holds('commands')
    assert.ok((result.counts['commands at stations'] ?? 0) >= 10, JSON.stringify(result.counts))
  })
  it('every live socket has its route again, no dead one has, and no zombie has an effect', () => holds('states'))
  it('each charge is billed once, and the ledger sums to zero', () => {
    holds('money')
    assert.ok((result.counts['charges billed'] ?? 0) > 0)
  })
  it('no process ends by itself, and no promise is left unhandled', () => holds('processes'))
})
