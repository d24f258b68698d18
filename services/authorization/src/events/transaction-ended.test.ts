import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deliver } from '@chargeplane/service/testing'
import { type Bench, openBench } from '../testing/bench.ts'
import { endOf, startOf } from '../testing/transactions.ts'
import { openTransactionsOf } from './open-transactions.ts'
import { transactionEnded } from './transaction-ended.ts'
import { transactionStarted } from './transaction-started.ts'

const hash = 'ef'.repeat(32)

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

const count = () =>
  openTransactionsOf(bench.database, { tenant: 'default', hash }, { stationId: '', transactionId: '' })
const started = (transactionId: string) =>
  deliver(
    bench.database,
    transactionStarted,
    'chargeplane.transactions.v1.TransactionStarted',
    startOf({ idTokenHash: hash, stationId: 'CP-1', transactionId }),
  )
const ended = (transactionId: string, tenant = 'default') =>
  deliver(
    bench.database,
    transactionEnded,
    'chargeplane.transactions.v1.TransactionEnded',
    endOf({ idTokenHash: hash, stationId: 'CP-1', transactionId, tenant }),
  )

describe('transactionEnded', () => {
  it('frees the token, whichever of the two is told first', async () => {
    await started('1')
    assert.equal(await count(), 1)
    await ended('1')
    await ended('2')
    await started('2')
    assert.equal(await count(), 0)
  })

  it('frees nothing of another tenant', async () => {
    await started('3')
    await ended('3', 'other')
    assert.equal(await count(), 1)
  })
})
