import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { GetProgressRequest } from '@chargeplane/proto/transactions/v1/progress'
import { migrations } from '../migrations.ts'
import { deliveryTo } from '../testing/deliver.ts'
import { at, registerSample, session2x } from '../testing/messages.ts'
import { getProgress } from './get-progress.ts'

describe('the progress of a transaction', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
  })
  after(() => schema.drop())

  const signal = new AbortController().signal
  const ask = (stationId: string, changes: Partial<GetProgressRequest>, until = signal) =>
    getProgress(schema.database)(
      GetProgressRequest.fromPartial({ tenant: 'acme', stationId, transactionId: 'tx-2x', ...changes }),
      { signal: until },
    )
  /** The end of session2x, as its station tells it. */
  const end = {
    seqNo: 5,
    occurredAt: at(60),
    chargingState: 'Idle',
    sampledValues: [registerSample(60, 56_000, 'Transaction.End')],
  }

  it('is what its end is going to say, before the end is stored', async () => {
    const deliver = deliveryTo(schema.database)
    await deliver(...session2x('P1').slice(0, 5))
    const progress = await ask('P1', end)
    assert.deepEqual([progress.startedAt, progress.energyWh], [at(0), '6000'])
    assert.deepEqual(
      progress.periods.map(({ startedAt, endedAt, charging, energyWh }) => [startedAt, endedAt, charging, energyWh]),
      [
        [at(0), at(2), false, '0'],
        [at(2), at(40), true, '6000'],
        [at(40), at(60), false, '0'],
      ],
    )
    await deliver(...session2x('P1').slice(5))
    assert.deepEqual(await ask('P1', end), progress, 'and the same once it is stored')
  })

  it('goes as far as the event that tells of it', async () => {
    await deliveryTo(schema.database)(...session2x('P2').slice(0, 3))
    const sampledValues = [registerSample(20, 53_000)]
    const { energyWh, periods } = await ask('P2', { seqNo: 3, occurredAt: at(20), sampledValues })
    assert.deepEqual([energyWh, periods.at(-1)?.endedAt, periods.at(-1)?.charging], ['3000', at(20), true])
  })

  it('waits for what came before and is still on its way', async () => {
    const asking = ask('P3', end)
    await deliveryTo(schema.database)(...session2x('P3').slice(0, 5))
    assert.equal((await asking).energyWh, '6000')
  })

  it('is not told while something before the event is missing', async () => {
    const [started, , ...others] = session2x('P4').slice(0, 5)
    assert.ok(started)
    await deliveryTo(schema.database)(started, ...others)
    const aborted = AbortSignal.abort()
    await assert.rejects(ask('P4', end, aborted), { code: 'failed_precondition', field: 'transactionId' })
    await assert.rejects(ask('nobody', end, aborted), { code: 'failed_precondition' })
  })

  it('is not told of a transaction that a person must look at', async () => {
    await deliveryTo(schema.database)(...session2x('P5').slice(0, 5))
    const sampledValues = [registerSample(60, 1, 'Transaction.End')]
    await assert.rejects(ask('P5', { ...end, sampledValues }), {
      code: 'failed_precondition',
      message: /meter_backwards/,
    })
  })

  it('refuses bad input with the field named', async () => {
    await assert.rejects(ask('P1', { ...end, occurredAt: 'now' }), { code: 'invalid_argument', field: 'occurredAt' })
    await assert.rejects(ask('P1', { ...end, transactionId: '' }), { code: 'invalid_argument', field: 'transactionId' })
    await assert.rejects(ask('', end), { code: 'invalid_argument', field: 'stationId' })
  })
})
