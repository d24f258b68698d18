import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { TransactionAuthorized } from '@chargeplane/proto/transactions/v1/events'
import { deliver } from '@chargeplane/service/testing'
import { type Bench, openBench } from '../testing/bench.ts'
import { transactionAuthorized } from './transaction-authorized.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.put({ idToken: 'ONE', concurrentTransactions: 1 })
})
after(() => bench.close())
beforeEach(() => bench.empty('open_transactions'))

const authorized = (idToken: string) =>
  deliver(
    bench.database,
    transactionAuthorized,
    'chargeplane.transactions.v1.TransactionAuthorized',
    TransactionAuthorized.fromPartial({
      tenant: 'default',
      stationId: 'CP-1',
      transactionId: 'tx-1',
      evseId: 1,
      idTokenHash: bench.hashToken('default', idToken),
    }),
  )
const elsewhere = async () => (await bench.ask({ idToken: 'ONE', stationId: 'CP-2', purpose: 'start' })).status

describe('transactionAuthorized', () => {
  it('counts a transaction that began with the cable for the token that came later', async () => {
    await bench.started('', 'CP-1', 'tx-1')
    assert.equal(await elsewhere(), 'Accepted')
    await authorized('ONE')
    await authorized('ONE')
    assert.equal(await elsewhere(), 'ConcurrentTx')
    await bench.ended('ONE', 'CP-1', 'tx-1')
    assert.equal(await elsewhere(), 'Accepted')
  })

  it('moves a transaction to the token it is said to be of', async () => {
    await bench.started('ONE', 'CP-1', 'tx-1')
    await authorized('TWO')
    assert.equal(await elsewhere(), 'Accepted')
  })

  it('opens nothing that has ended', async () => {
    await bench.ended('', 'CP-1', 'tx-1')
    await authorized('ONE')
    assert.equal(await elsewhere(), 'Accepted')
  })
})
