import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deliver } from '@chargeplane/service/testing'
import { type Bench, openBench } from '../testing/bench.ts'
import { startOf } from '../testing/transactions.ts'
import { openTransactionsOf } from './open-transactions.ts'
import { transactionStarted } from './transaction-started.ts'

const hash = 'cd'.repeat(32)

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

const started = (idTokenHash: string, transactionId: string) =>
  deliver(
    bench.database,
    transactionStarted,
    'chargeplane.transactions.v1.TransactionStarted',
    startOf({ idTokenHash, stationId: 'CP-1', transactionId }),
  )
const count = (idTokenHash: string) =>
  openTransactionsOf(bench.database, { tenant: 'default', hash: idTokenHash }, { stationId: '', transactionId: '' })

describe('transactionStarted', () => {
  it('counts for the token that started it', async () => {
    await started(hash, '1')
    await started(hash, '2')
    assert.equal(await count(hash), 2)
  })

  it('counts for nobody without a token', async () => {
    await started('', '3')
    assert.equal(await count(''), 0)
  })
})
